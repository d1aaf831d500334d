using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>
/// Law 3: the derivative equals the difference quotient, to second order, for every operator, function, layer, loss and optimizer.
/// </summary>
public class DerivativeEqualsDifference
{
    private static readonly GradientCheckOptions Options = new() { Samples = 6 };

    public static TheoryData<string, string> Examples { get; } =
    [.. Laws.Examples().Select(row => row.Data).Where(row => IsDifferentiable(row.Item1, row.Item2))];

    // As in PyTorch, SpectralNorm treats its singular vectors as constants, so that difference quotients disagree; recorded gradients cover
    // it.
    public static TheoryData<string> Layers { get; } =
    [.. Inventory.Layers.Keys.Where(name => name != nameof(SpectralNorm))];

    public static TheoryData<string> Losses { get; } = Inventory.Names(Inventory.Losses);

    public static TheoryData<string> Optimizers { get; } = Inventory.Names(Inventory.Optimizers);

    [Theory]
    [MemberData(nameof(Layers))]
    public void Of_a_layer(string name)
    {
        var (layer, shape) = Inventory.Layers[name];
        GradientCheck.Layer(
            layer,
            layer.InputType == ElementType.Int64 ? new Input(shape, 0, 2, ElementType.Int64) : shape
        );
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Of_a_loss(string name)
    {
        var (loss, prediction, target) = Inventory.Losses[name];
        GradientCheck.Loss(loss, prediction, target);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Of_an_optimizer(string name) => GradientCheck.Optimizer(Inventory.Optimizers[name]);

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
