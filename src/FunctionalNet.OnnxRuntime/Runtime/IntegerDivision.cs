using System.Collections.Immutable;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>
/// Divisions of whole numbers without a result: by zero, and of the least number by -1. In ONNX Runtime the processor ends the process, so
/// that they are looked for before a model runs.
/// </summary>
internal static class IntegerDivision
{
    /// <summary>
    /// The first such division of a graph, also in branches and bodies of loops; null if there is none, or the file cannot be read.
    /// </summary>
    /// <param name="path">The model.</param>
    /// <param name="data">Its inputs.</param>
    public static string? Find(string path, ImmutableDictionary<string, Tensor<double>> data)
    {
        GuardedDivisions guarded;
        try
        {
            guarded = GuardedDivisions.Of(ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)));
        }
        catch (Exception e)
            when (e is InvalidProtocolBufferException or FormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return guarded.IsEmpty
            ? null
            : OnnxPredictor
                .Load(guarded.File)
                .MatchUnsafe(
                    Right: predictor =>
                    {
                        using (predictor)
                        {
                            return Found(predictor, guarded, data);
                        }
                    },
                    Left: _ => null
                );
    }

    // What else is wrong with the file or its inputs is the error of its run.
    private static string? Found(
        OnnxPredictor predictor,
        GuardedDivisions guarded,
        ImmutableDictionary<string, Tensor<double>> data
    )
    {
        try
        {
            return predictor
                .Run(data)
                .Select((count, output) => guarded.Problem(output, count.Span[0]))
                .FirstOrDefault(wrong => wrong is not null);
        }
        catch (Exception error)
            when (error
                    is FormatException
                        or ShapeException
                        or OnnxRuntimeException
                        or ArgumentException
                        or OverflowException
            )
        {
            return null;
        }
    }
}
