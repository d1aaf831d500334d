using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Law 7 in float64 for operators that ONNX Runtime has kernels for; for the others, loading must fail with its message.</summary>
public class DoubleInOrt
{
    public static TheoryData<string, string> Examples { get; } = Catalogue.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void Value_is_that_of_the_reference_to_many_digits(string onnx, string name)
    {
        var example = Catalogue.Example(onnx, name);
        var (variables, output) = example.Trace();
        var graph = new Graph(variables, [output]);
        var inputs = Samples.Draw<double>(example);
        var exported = OnnxExport.Of(graph, ImmutableDictionary<string, Tensor<double>>.Empty);
        var operators = exported.Graph.Node.Select(node => node.OpType);
        if (onnx == "Gelu" && name == "tanh")
        {
            // ONNX Runtime expands the function by ONNX's definition, whose constants have ten digits.
            Agree(graph, inputs, 1e-8);
        }
        else if (OrtKernels.NotYetInDouble.Overlaps(operators))
        {
            using var plan = OrtPlan<double>.Compile(graph, threads: 1).OrThrow();
            var error = Assert.ThrowsAny<Exception>(() => plan.Run(inputs));
            Assert.Contains("does not support double yet", error.Message, StringComparison.Ordinal);
        }
        else if (OrtKernels.FloatOnly.Overlaps(operators))
        {
            OrtPlan<double>.Compile(graph, threads: 1).ErrorOf().Says("Could not find an implementation for");
        }
        else
        {
            Agree(graph, inputs, 1e-12);
        }
    }

    private static void Agree(Graph graph, Tensor<double>[] inputs, double tolerance)
    {
        using var plan = OrtPlan<double>.Compile(graph, threads: 1).OrThrow();
        Samples.Close(Reference.Run(graph, inputs), plan.Run(inputs), tolerance);
    }
}
