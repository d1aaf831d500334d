using System.Collections.Immutable;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Laws 1, 2 and 5: shapes, kernels and planned graphs against the reference.</summary>
public class PlanEqualsReference
{
    public static TheoryData<string, string> Examples { get; } = Laws.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void Planned_value_and_gradients_are_those_of_the_reference(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var (inputs, output) = example.Trace();
        var floats = inputs.Where(x => x.IsFloat).ToArray();
        Expr[] outputs =
            output.IsFloat && floats.Length > 0
                ? [output, .. Gradient.Of((output * output).ReduceSum(), floats)]
                : [output];
        var graph = new Graph(inputs, outputs);
        Same(
            Reference.Run(graph, Samples.Draw<double>(example, 1)),
            Plan<double>.Compile(graph).Run(Samples.Draw<double>(example, 1)),
            1e-9
        );
        Same(
            Reference.Run(graph, Samples.Draw<float>(example, 1)),
            Plan<float>.Compile(graph).Run(Samples.Draw<float>(example, 1)),
            2e-4
        );
    }

    private static void Same<T>(ImmutableArray<Tensor<T>> expected, ImmutableArray<Tensor<T>> actual, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Shape, a.Shape);
            Laws.Close(e, a, tolerance);
        }
    }
}
