using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Runtime;

/// <summary>Files of models, which take their place whole and once ONNX Runtime has agreed, or what is there stays.</summary>
internal static class JudgedFile
{
    /// <summary>Writes a model where all went well. The error says that nothing is written, and why.</summary>
    /// <param name="path">Where the model file goes.</param>
    /// <param name="write">Writes the model, perhaps with its data beside it, and checks it.</param>
    public static Either<Error, TReport> Write<TReport>(string path, Func<Draft, Either<Error, TReport>> write) =>
        WholeFile.Write(
            path,
            draft =>
            {
                try
                {
                    return write(draft).MapLeft(why => NotWritten(path, Named(draft, path, why.Message), why.Code));
                }
                catch (Exception error)
                    when (error
                            is OnnxRuntimeException
                                or (InvalidOperationException and not ShapeException)
                                or (ArgumentException and not ArgumentNullException and not ArgumentOutOfRangeException)
                    )
                {
                    return NotWritten(path, Named(draft, path, error.Message));
                }
            }
        );

    // By the name that the caller knows.
    private static string Named(Draft draft, string path, string message) =>
        message.Replace(draft.Path, path, StringComparison.Ordinal);

    private static Error NotWritten(string path, string why, int code = 0) =>
        Error.New(code, $"{path} is not written: {why}");
}
