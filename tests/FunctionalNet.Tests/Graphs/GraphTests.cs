using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Graphs;

public class GraphTests
{
    [Fact]
    public void Free_axes_become_known_throughout()
    {
        Expr x = Expr.Input("x", new(Dim.Named("batch"), 2, Dim.Named("width"))),
            weight = Expr.Input("weight", new(3, 4)),
            label = Expr.Input("label", new(Dim.Named("batch")), ElementType.Int64);
        var free = new Graph([x, weight, label], [x.Transpose(2, 1, 0), label, weight]);

        var known = free.WithFreeAxes(3);

        Assert.Equal(
            ["Float[3, 2, 3]", "Float[3, 4]", "Int64[3]"],
            known.Inputs.Select(input => $"{input.Type}"),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["Float[3, 2, 3]", "Int64[3]", "Float[3, 4]"],
            known.Outputs.Select(output => $"{output.Type}"),
            StringComparer.Ordinal
        );
        Assert.Equal(
            free.Inputs.Select(input => input.Variable!.Path),
            known.Inputs.Select(input => input.Variable!.Path),
            StringComparer.Ordinal
        );
        Assert.Same(weight, known.Inputs[1]);
    }

    [Fact]
    public void What_it_computes_stays()
    {
        Expr x = Expr.Input("x", new(Dim.Named("n"), 2)),
            y = Expr.Input("y", new(2, 2));
        var graph = new Graph([x, y], [x.MatMul(y).Softmax() * 2]);
        var rows = Tensor.Of(new(3, 2), 1.0, 2, 3, 4, 5, 6);
        var matrix = Tensor.Of(new(2, 2), 0.5, -1, 2, 0);
        var expected = Reference.Run(
            new Graph([y], [Ops.Constant(new(3, 2), [1, 2, 3, 4, 5, 6]).MatMul(y).Softmax() * 2]),
            matrix
        )[0];
        Assert.Equal(expected.Span, Reference.Run(graph.WithFreeAxes(3), rows, matrix)[0].Span);
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.WithFreeAxes(-1));
    }

    [Fact]
    public void A_size_that_does_not_hold_is_told()
    {
        Expr x = Expr.Input("x", new(Dim.Named("n"), 2));
        var graph = new Graph([x], [x.ArgMax(0)]);
        Assert.Equal(new Shape(2), graph.WithFreeAxes(1).Outputs[0].Shape);
        Assert.Throws<ShapeException>(() => graph.WithFreeAxes(0));
    }
}
