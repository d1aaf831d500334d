using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Law 7 over the catalogue: ONNX Runtime agrees with the reference executor.</summary>
public class OrtEqualsReference
{
    public static TheoryData<string, string> Examples { get; } = Catalogue.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void Value_and_gradients_are_those_of_the_reference(string onnx, string name)
    {
        var example = Catalogue.Example(onnx, name);
        var graph = Catalogue.ValueAndGradients(example);
        var inputs = Samples.Draw<float>(example);
        using var plan = OrtPlan<float>.Compile(graph, threads: 1).OrThrow();
        Samples.Close(Reference.Run(graph, inputs), plan.Run(inputs), Math.Max(example.Tolerance, 2e-5));
    }
}
