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
}
