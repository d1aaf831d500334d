using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers.Adapters;

/// <summary>Weight and spectral normalization: which weights they select, where their state is stored, and their formulas.</summary>
public class ReparametrizationTests
{
    [Fact]
    public void Only_chosen_weights_have_a_gain()
    {
        var layer = WeightNorm(Dense(3) >> Dense(2), path => path == "1/weight");
        Assert.Equal(
            ["0/bias", "0/weight", "1/bias", "1/weight", "1/weight/gain"],
            Paths(layer, VariableKind.Parameter).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["1/weight/u"],
            Paths(SpectralNorm(Dense(3) >> Dense(2), where: path => path == "1/weight"), VariableKind.Slot),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Where_nothing_is_chosen_the_weights_that_there_are_are_told()
    {
        var error = Assert.Throws<ShapeException>(() =>
            Paths(WeightNorm(Dense(3), _ => false), VariableKind.Parameter)
        );
        Assert.Contains("weight", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Paths(SpectralNorm(LayerNorm()), VariableKind.Parameter));
    }

    [Fact]
    public void What_is_frozen_has_a_frozen_gain() =>
        Assert.Empty(Paths(Frozen(WeightNorm(Dense(2))), VariableKind.Parameter));

    [Fact]
    public void Matrices_come_to_have_the_largest_singular_value_1()
    {
        var layer = SpectralNorm(Conv2d(3, 2, bias: false) >> Flatten() >> Dense(2), iterations: 50);
        var trace = new Trace(isTraining: true);
        trace.Compose(layer, Expr.Input("x", new(1, 2, 3, 3)));
        Assert.Equal(2, trace.Nexts.Count);

        // The weight has known singular values, 3 and 4.
        var one = new Trace(isTraining: true);
        var x = Expr.Input("x", new(2, 2));
        var y = one.Compose(SpectralNorm(Dense(2, bias: false, kernel: new Given(3, 0, 0, 4)), 50), x);
        var (weight, u) = (one.Variables.Single(v => v.Variable!.Path == "weight"), one.Variables[^1]);
        var values = FunctionalNet
            .Execution.Plan<double>.Compile(new Graph([x, weight, u], [y]))
            .Run(
                Tensor.Of(new(2, 2), 1.0, 0, 0, 1),
                Tensor.Of(new(2, 2), 3.0, 0, 0, 4),
                Tensor.Of(new(1, 2, 1), 0.6, 0.8)
            );
        Numbers.Close([0.75, 0, 0, 1], values[0].Doubles(), 1e-9);
    }

    private static IEnumerable<string> Paths(Layer layer, VariableKind kind)
    {
        var trace = new Trace(isTraining: true);
        trace.Compose(layer, Expr.Input("x", new(1, 4)));
        return trace.Variables.Where(v => v.Variable!.Kind == kind).Select(v => v.Variable!.Path);
    }
}
