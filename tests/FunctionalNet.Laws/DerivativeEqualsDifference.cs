using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Law 3: the derivative equals the difference quotient, to second order; here for every operator and function.</summary>
public class DerivativeEqualsDifference
{
    private static readonly GradientCheckOptions Options = new() { Samples = 6 };

    public static TheoryData<string, string> Examples { get; } =
    [.. Laws.Examples().Select(row => row.Data).Where(row => IsDifferentiable(row.Item1, row.Item2))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Of_an_operator(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        GradientCheck.Function(
            x => example.Build(x),
            [.. example.Domains.Select(domain => new Input(domain.Shape, domain.Low, domain.High, domain.Element))],
            Options
        );
    }

    private static bool IsDifferentiable(string onnx, string name)
    {
        var (inputs, output) = Laws.Example(onnx, name).Trace();
        return output.IsFloat && inputs.Any(x => x.IsFloat && x.Shape.Size > 0);
    }
}
