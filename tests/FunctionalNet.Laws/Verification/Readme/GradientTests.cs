using FunctionalNet;
using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Verification.Readme;

public class GradientTests
{
    public static TheoryData<Layer> Layers { get; } =
    [new MyLayer(4), Residual(new MyLayer(4)), Dense(3) >> Relu() >> Dense(4)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void All_layers(Layer layer) => GradientCheck.Layer(layer, new Shape(Dim.Named("n"), 4));

    [Fact]
    public void My_layer() => GradientCheck.Layer(new MyLayer(8), Shapes.Ranks(2, 3));

    [Fact]
    public void A_layer_that_keeps_its_width() =>
        GradientCheck.Layer(Residual(Dense(4) >> Tanh()), new Shape(Dim.Named("n"), 4));

    [Fact]
    public void A_function() => GradientCheck.Function(x => x.Log(), new Input(Shapes.Ranks(1, 2), Low: 0.1, High: 3));

    [Fact]
    public void A_loss() => GradientCheck.Loss(SoftmaxCrossEntropy(), Shapes.Ranks(2));

    [Fact]
    public void An_optimizer() => GradientCheck.Optimizer(ClipByGlobalNorm(1) >> Adam(0.001));

    [Fact]
    public void The_rule_of_an_optimizer() =>
        GradientCheck.Trajectory(
            Sgd(0.1),
            start =>
            {
                double[] w = [.. start];
                return gradient => w = [.. w.Zip(gradient, (p, g) => p - (0.1 * g))];
            }
        );

    [Fact]
    public void Samples_that_do_not_see_each_other() =>
        GradientCheck.Layer(Dense(4) >> LayerNorm(), Shapes.Ranks(2), new() { IndependentSamples = true });

    [Fact]
    public void A_gradient_by_hand() =>
        GradientCheck.Function(x => x.Sum(v => v * v), x => [.. x.Select(v => 2 * v)], Shapes.Ranks(1));
}
