using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws.Verification;

public class GraphTests
{
    private readonly Expr x = Expr.Input("x", new(Dim.Named("n"), 2));
    private readonly Expr labels = Expr.Input("labels", new(Dim.Named("n")), ElementType.Int64);

    [Fact]
    public void All_inputs_are_drawn_and_free_axes_varied()
    {
        var graph = new Graph([x, labels], [x.Tanh() * labels.Cast(ElementType.Float).Unsqueeze(-1), labels]);
        var report = GradientCheck.Graph(graph);
        Assert.Equal(20, report.Samples);
        Assert.StartsWith("graph of x, labels: ", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_is_drawn_from_where_the_function_is_smooth()
    {
        var graph = new Graph([x], [x.Log()]);
        var report = GradientCheck.Graph(graph, "log", path => path == "x" ? new(Shapes.Ranks(2), 0.1, 3) : null);
        Assert.Equal((20, 0), (report.Samples, report.Left));
        Assert.StartsWith("log: ", report.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(0, GradientCheck.Graph(graph, options: new() { Throws = false }).Left);
    }

    [Fact]
    public void A_network_of_a_hundred_thousand_kinks_is_judged()
    {
        var images = Expr.Input("images", new(2, 1, 28, 28));
        var (first, second) = (Expr.Input("first", new(32, 1, 3, 3)), Expr.Input("second", new(32, 32, 3, 3)));
        var hidden = images.Conv(first, padding: Padding.Same).Relu().MaxPool(2);
        var graph = new Graph(
            [images, first, second],
            [hidden.Conv(second, padding: Padding.Same).Relu().MaxPool(2).ReduceMean()]
        );
        var report = GradientCheck.Graph(
            graph,
            values: path => path == "images" ? null : new(path == "first" ? first.Shape : second.Shape, -0.01, 0.01),
            options: new() { Samples = 2 }
        );
        Assert.Equal((2, 0, 0), (report.Samples, report.Left, report.Rough));
    }
}
