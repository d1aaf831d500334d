using System.Numerics;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>Runs a model on ONNX Runtime's CPU provider, with graph optimizations disabled.</summary>
internal static class OrtCpu
{
    /// <summary>ONNX Runtime's message if it has no kernel for the types of a node.</summary>
    public const string NoKernel = "Could not find an implementation";

    public static InferenceSession Open(ModelProto model) => Open(model.ToByteArray());

    public static InferenceSession Open(byte[] file)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        return new InferenceSession(file, options);
    }

    public static Tensor<T> Run<T>(ModelProto model, Expr[] inputs, Tensor<T>[] values, TensorType output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var session = Open(model);
        return Run(session, inputs, values, output);
    }

    public static Tensor<T> Run<T>(InferenceSession session, Expr[] inputs, Tensor<T>[] values, TensorType output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var operands = inputs.Zip(values, Operand).ToArray();
        try
        {
            using var options = new RunOptions();
            using var results = session.Run(
                options,
                [.. inputs.Select(input => input.Variable!.Path)],
                operands,
                [.. session.OutputNames]
            );
            var result = results[0];
            return Tensor.Of(
                Shape.Of([.. result.GetTensorTypeAndShape().Shape.Select(size => (int)size)]),
                output.Element switch
                {
                    ElementType.Int64 => Convert<long, T>(result, T.CreateChecked),
                    ElementType.Bool => Convert<bool, T>(result, b => b ? T.One : T.Zero),
                    _ => Convert<T, T>(result, v => v),
                }
            );
        }
        finally
        {
            foreach (var operand in operands)
            {
                operand.Dispose();
            }
        }
    }

    private static T[] Convert<TFrom, T>(OrtValue value, Func<TFrom, T> convert)
        where TFrom : unmanaged => [.. value.GetTensorDataAsSpan<TFrom>().ToArray().Select(convert)];

    private static OrtValue Operand<T>(Expr input, Tensor<T> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] shape = [.. value.Shape.Select(dim => (long)dim.Size)];
        var elements = value.Span.ToArray();
        return input.Type.Element switch
        {
            ElementType.Int64 => OrtValue.CreateTensorValueFromMemory<long>(
                [.. elements.Select(v => long.CreateChecked(v))],
                shape
            ),
            ElementType.Bool => OrtValue.CreateTensorValueFromMemory<bool>(
                [.. elements.Select(v => !T.IsZero(v))],
                shape
            ),
            _ => OrtValue.CreateTensorValueFromMemory(elements, shape),
        };
    }
}
