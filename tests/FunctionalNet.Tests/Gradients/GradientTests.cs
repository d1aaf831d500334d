using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Gradients;

/// <summary>Reverse-mode differentiation from graph to graph.</summary>
public class GradientTests
{
    private static readonly Tensor<double> At = Tensor.Vector(0.5, -1.5, 2.0);

    [Fact]
    public void The_second_and_third_derivative_come_by_differentiating_again()
    {
        var x = Expr.Input("x", new(3));
        var first = Gradient.Of((x * x * x * x).ReduceSum(), [x])[0];
        var second = Gradient.Of(first.ReduceSum(), [x])[0];
        var third = Gradient.Of(second, [x])[0];
        var values = Numbers.Values(x, At, first, second, third);
        Numbers.Close(At.Doubles().Select(v => 4 * v * v * v), values[0], 1e-14);
        Numbers.Close(At.Doubles().Select(v => 12 * v * v), values[1], 1e-14);
        Numbers.Close(At.Doubles().Select(v => 24 * v), values[2], 1e-14);
    }

    [Fact]
    public void Broadcasting_is_undone_by_sums()
    {
        var (scalar, row, column) = (
            Expr.Input("s", Shape.Scalar),
            Expr.Input("r", new(3)),
            Expr.Input("c", new(2, 1))
        );
        var y = ((scalar + row) * column).ReduceSum();
        var gradients = Gradient.Of(y, [scalar, row, column]);
        Assert.Equal([Shape.Scalar, new(3), new(2, 1)], gradients.Select(gradient => gradient.Shape));
        var values = Plan<double>
            .Compile(new Graph([scalar, row, column], gradients))
            .Run(
                Tensor.Scalar(10.0),
                Tensor.Vector(1.0, 2, 3),
                Tensor.Matrix(
                    new[,]
                    {
                        { 5.0 },
                        { 7.0 },
                    }
                )
            );
        Numbers.Close([36], values[0].Doubles(), 0);
        Numbers.Close([12, 12, 12], values[1].Doubles(), 0);
        Numbers.Close([36, 36], values[2].Doubles(), 0);
    }

    [Fact]
    public void What_is_not_used_and_what_has_no_slope_gives_zeros()
    {
        var (x, unused, labels) = (
            Expr.Input("x", new(3)),
            Expr.Input("u", new(2, 2)),
            Expr.Input("l", new(3), ElementType.Int64)
        );
        var y = (x.Floor() + labels.Cast(ElementType.Float)).ReduceSum();
        var gradients = Gradient.Of(y, [x, unused, labels]);
        Assert.Equal([new(3), new(2, 2), new Shape(3)], gradients.Select(gradient => gradient.Shape));
        var values = Plan<double>
            .Compile(new Graph([x, unused, labels], gradients))
            .Run(At, Tensor.Zeros<double>(new(2, 2)), At);
        Assert.All(values, value => Assert.All(value.Doubles(), slope => Assert.Equal(0, slope)));
    }

    [Fact]
    public void The_cotangent_weighs_the_elements_and_an_inner_expression_has_a_gradient_too()
    {
        var x = Expr.Input("x", new(3));
        var inner = x * x;
        var flows = Gradient.Of(inner.Exp(), [inner, x], Ops.Constant(new(3), [1, 0, 2]));
        var values = Numbers.Values(x, At, [.. flows]);
        double[] exp = [.. At.Doubles().Select(v => Math.Exp(v * v))];
        Numbers.Close([exp[0], 0, 2 * exp[2]], values[0], 1e-14);
        Numbers.Close([exp[0], 0, 8 * exp[2]], values[1], 1e-14);
        Assert.Same(inner, Gradient.Of(x, [x], inner)[0]);
    }

    [Fact]
    public void Sixty_doublings_are_sixty_nodes_not_two_to_the_sixty()
    {
        var x = Expr.Input("x", new(3));
        var y = Enumerable.Range(0, 60).Aggregate(x, (sum, _) => sum + sum);
        var slope = Gradient.Of(y, [x])[0];
        Assert.InRange(Expr.Sort([y, slope]).Count, 120, 130);
        var values = Numbers.Values(x, At, y, slope);
        Numbers.Close(At.Doubles().Select(v => v * Math.Pow(2, 60)), values[0], 0);
        Numbers.Close(Enumerable.Repeat(Math.Pow(2, 60), 3), values[1], 0);
        Assert.Equal(values[1], Reference.Run(new Graph([x], [slope]), At)[0].Doubles());
    }

    [Fact]
    public void Ten_thousand_nodes_in_a_row_do_not_overflow_the_stack()
    {
        var x = Expr.Input("x", new(3));
        var y = Enumerable.Range(0, 10_000).Aggregate(x, (last, _) => last + 0.001);
        var slope = Gradient.Of(y * y, [x])[0];
        var rewritten = Expr.Rewrite([slope], (_, _) => null)[0];
        Assert.Same(slope, rewritten);
        var expected = At.Doubles().Select(v => 2 * (v + 10));
        Numbers.Close(expected, Reference.Run(new Graph([x], [slope]), At)[0].Doubles(), 1e-9);
        Numbers.Close(expected, Numbers.Values(x, At, slope)[0], 1e-9);
    }

    [Fact]
    public void A_deep_net_of_a_thousand_products_is_differentiated_and_planned()
    {
        var (x, w) = (Expr.Input("x", new(1, 2)), Ops.Constant(new(2, 2), [0.6, -0.8, 0.8, 0.6]));
        var y = Enumerable.Range(0, 1_000).Aggregate(x, (last, _) => last.MatMul(w));
        var slope = Gradient.Of((y * y).ReduceSum(), [x])[0];

        // w is a rotation and preserves the norm, so that the gradient of |y|² is 2 x.
        Numbers.Close(
            [6, -8],
            Numbers.Values(
                x,
                Tensor.Matrix(
                    new[,]
                    {
                        { 3.0, -4 },
                    }
                ),
                slope
            )[0],
            1e-11
        );
    }

    [Fact]
    public void The_derivative_through_a_body_stops_at_the_operands()
    {
        // Both operands depend on x; the path through ArgMax must contribute nothing.
        var x = Expr.Input("x", new(1, 3));
        var loss = x.SoftmaxCrossEntropyLoss(x.ArgMax(-1)).ReduceSum();
        var values = Numbers.Values(
            x,
            Tensor.Matrix(
                new[,]
                {
                    { 0.0, 2, 1 },
                }
            ),
            Gradient.Of(loss, [x])[0],
            x.Softmax()
        );
        Numbers.Close([values[1][0], values[1][1] - 1, values[1][2]], values[0], 1e-15);
    }
}
