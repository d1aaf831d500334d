using System.Collections.Immutable;
using FunctionalNet.Benchmarks.Peers;
using FunctionalNet.Execution;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Benchmarks.Networks;

/// <summary>Runs of a network on constant inputs, in this library and in ONNX Runtime.</summary>
internal static class NetworkRuns
{
    /// <summary>Runs the plan of the imported file.</summary>
    public static LocalRun Ours(Network network, int batch, int threads)
    {
        NetworkInput[] inputs = [.. network.For(batch)];
        var options = new ImportOptions
        {
            Shapes = inputs.ToDictionary(input => input.Name, input => input.Shape, StringComparer.Ordinal),
            Values = inputs
                .Where(input => input.Shape.Rank == 0)
                .ToDictionary(
                    input => input.Name,
                    input => Tensor.Scalar((double)input.Whole!(0)),
                    StringComparer.Ordinal
                ),
        };
        var model = OnnxModel.Parse(network.Bytes(), network.Name, options).OrThrow();
        var tensors = model
            .Values<float>()
            .SetItems(inputs.Select((input, i) => KeyValuePair.Create(input.Name, input.Tensor(i + 1))));
        var plan = Plan<float>.Compile(model.Graph, threads);
        Tensor<float>[] bound = [.. model.Graph.Inputs.Select(input => tensors[input.Variable!.Path])];
        return new(
            () => plan.Run(bound),
            () => [.. plan.Run(bound).SelectMany(output => output.Span.ToArray()).Select(value => (double)value)]
        );
    }

    /// <summary>Runs the file in ONNX Runtime with default options except for the number of threads.</summary>
    public static LocalRun Theirs(Network network, int batch, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        var session = new InferenceSession(network.Bytes(), options);
        var inputs = network
            .For(batch)
            .Select(
                (input, i) => (input.Name, Value: Of(input, i + 1, session.InputMetadata[input.Name].ElementDataType))
            )
            .ToImmutableDictionary(input => input.Name, input => input.Value, StringComparer.Ordinal);
        var run = new RunOptions();
        return new(
            () => session.Run(run, inputs, session.OutputNames).Dispose(),
            () =>
            {
                using var outputs = session.Run(run, inputs, session.OutputNames);
                return
                [
                    .. outputs
                        .SelectMany(output => output.GetTensorDataAsSpan<float>().ToArray())
                        .Select(value => (double)value),
                ];
            },
            session
        );
    }

    private static OrtValue Of(NetworkInput input, int seed, TensorElementType element)
    {
        var values = input.Tensor(seed).Span.ToArray();
        long[] shape = [.. input.Shape.Sizes().Select(size => (long)size)];
        return element == TensorElementType.Int64
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (long)value), shape)
            : OrtValue.CreateTensorValueFromMemory(values, shape);
    }
}
