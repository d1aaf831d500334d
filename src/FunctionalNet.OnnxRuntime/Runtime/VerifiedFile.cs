using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Runtime;

/// <summary>Model files that replace an existing file atomically, and only after ONNX Runtime's results agree.</summary>
internal static class VerifiedFile
{
    /// <summary>Writes a model if all checks succeed. The error says that nothing is written, and why.</summary>
    /// <param name="path">The path of the model file.</param>
    /// <param name="write">Writes the model, optionally with external data, and checks it.</param>
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

    // Replaces the name of the draft by the caller's.
    private static string Named(Draft draft, string path, string message) =>
        message.Replace(draft.Path, path, StringComparison.Ordinal);

    private static Error NotWritten(string path, string why, int code = 0) =>
        Error.New(code, $"{path} is not written: {why}");
}
