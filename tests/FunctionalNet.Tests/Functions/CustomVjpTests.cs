using Xunit;

namespace FunctionalNet.Tests.Functions;

/// <summary>A function whose derivative is written by hand.</summary>
public class CustomVjpTests
{
    private static readonly Tensor<double> At = Tensor.Vector(0.5, -1.5, 2.25);

    private readonly Expr x = Expr.Input("x", new(3));

    [Fact]
    public void The_body_gives_the_value_and_the_hand_the_derivative()
    {
        var y = x.CustomVjp("StraightThrough", v => v.Round(), (_, _, dy) => dy);
        var values = Numbers.Values(x, At, y, Gradient.Of(y.ReduceSum(), [x])[0]);
        Numbers.Close([0, -2, 2], values[0], 0);
        Numbers.Close([1, 1, 1], values[1], 0);
        Assert.Equal("StraightThrough: Float[3]", $"{y}");
    }

    [Fact]
    public void The_operand_itself_may_be_the_body_and_nothing_the_derivative()
    {
        var y = x.CustomVjp("Detach", v => v, (_, _, _) => null);
        var values = Numbers.Values(x, At, y, Gradient.Of((x * y).ReduceSum(), [x])[0]);
        Numbers.Close(At.Doubles(), values[0], 0);
        Numbers.Close(At.Doubles(), values[1], 0);
    }

    [Fact]
    public void The_derivative_is_differentiated_again_and_broadcasting_undone()
    {
        var y = Ops.CustomVjp("Scale", v => v[0] * v[1], (v, _, dy) => [dy * v[1], dy * v[0]], x, x.ReduceMean());
        var plain = x * x.ReduceMean();
        var (first, second) = (Derivatives(y), Derivatives(plain));
        var values = Numbers.Values(x, At, [.. first, .. second]);
        Numbers.Close(values[2], values[0], 1e-14);
        Numbers.Close(values[3], values[1], 1e-14);

        Expr[] Derivatives(Expr of)
        {
            var gradient = Gradient.Of((of * of).ReduceSum(), [x])[0];
            return [gradient, Gradient.Of(gradient.ReduceSum(), [x])[0]];
        }
    }

    [Fact]
    public void What_is_no_operand_is_not_seen()
    {
        var w = Expr.Input("w", new(3));
        var error = Assert.Throws<ArgumentException>(() => x.CustomVjp("Scale", v => v * w, (_, _, dy) => dy));
        Assert.Contains("pass it as one", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Ops.CustomVjp("Nothing", _ => 1, (_, _, _) => []));
    }

    [Fact]
    public void A_derivative_that_does_not_fit_is_an_error()
    {
        var none = Ops.CustomVjp("Scale", v => 2 * v[0], (_, _, _) => [], x);
        Assert.Contains(
            "0 cotangents for 1",
            Assert.Throws<InvalidOperationException>(() => Gradient.Of(none, [x])).Message,
            StringComparison.Ordinal
        );
        var scalar = x.CustomVjp("Scale", v => 2 * v, (_, _, dy) => dy.ReduceSum());
        Assert.Contains(
            "a cotangent of [] for an operand of [3]",
            Assert.Throws<ShapeException>(() => Gradient.Of(scalar, [x])).Message,
            StringComparison.Ordinal
        );
    }
}
