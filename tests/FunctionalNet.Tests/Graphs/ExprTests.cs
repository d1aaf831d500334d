using Xunit;

namespace FunctionalNet.Tests.Graphs;

/// <summary>Expressions are compared by reference, operators by value; both print readably.</summary>
public class ExprTests
{
    private static readonly Expr X = Expr.Input("x", new(4, 3));

    [Fact]
    public void Identity_is_by_reference_and_operators_are_values()
    {
        var (left, right) = (X.ReduceSum([1]), X.ReduceSum([-1]));
        Assert.NotEqual(left, right);
        Assert.Equal(left.Op, right.Op);
        Assert.NotEqual(left.Op, X.ReduceSum([0]).Op);
        Assert.Equal(((Expr)2).Op, ((Expr)2).Op);
        Assert.NotEqual(((Expr)0.0).Op, ((Expr)(-0.0)).Op);
        Assert.Equal(((Expr)double.NaN).Op, ((Expr)double.NaN).Op);
    }

    [Fact]
    public void Printing()
    {
        Assert.Equal("Input 'x': Float[4, 3]", X.ToString());
        Assert.Equal("MatMul: Float[4, 4]", X.MatMul(X.Transpose()).ToString());
        Assert.Equal("2.5: Float[]", ((Expr)2.5).ToString());
        Assert.Equal("ReduceSum over (1): Float[4]", X.ReduceSum([-1]).ToString());
        Assert.Equal("Greater: Bool[4, 3]", (X > 0).ToString());
        Assert.Equal("Reshape (0, -1): Float[batch, 12]", Free().Reshape(0, -1).ToString());
    }

    [Fact]
    public void Operators_that_change_nothing_give_their_operand()
    {
        Assert.Same(X, X.Reshape(X.Shape));
        Assert.Same(X, X.Expand(X.Shape));
        Assert.Same(X, X.Cast(ElementType.Float));
        Assert.Same(X, X.Narrow(0, 0, 4));
        Assert.Same(X, Ops.Concat(0, X));
    }

    [Fact]
    public void Sort_puts_operands_first_and_visits_shared_ones_once()
    {
        var (a, b) = (X.Sin(), X.Cos());
        var order = Expr.Sort([a + b, a * a]);
        Assert.Equal(5, order.Count);
        Assert.All(
            order,
            expr => Assert.All(expr.Inputs, input => Assert.True(order.IndexOf(input) < order.IndexOf(expr)))
        );
    }

    [Fact]
    public void Rewrite_keeps_what_no_rule_touches()
    {
        var (shared, other) = (X.Sin(), X.Exp());
        var roots = Expr.Rewrite(
            [shared + other, other.Sqrt()],
            (expr, inputs) => expr.Op.Name == "Sin" ? inputs[0].Cos() : null
        );
        Assert.Equal(["Cos", "Exp"], roots[0].Inputs.Select(input => input.Op.Name), StringComparer.Ordinal);
        Assert.Same(other, roots[0].Inputs[1]);
        Assert.Same(other, roots[1].Inputs[0]);
        Assert.Equal("Sqrt", roots[1].Op.Name);
        Assert.Same(shared, Expr.Rewrite([shared], (_, _) => null)[0]);
    }

    [Fact]
    public void A_graph_needs_all_its_variables_once()
    {
        var v = Expr.Input("v", new(3));
        Assert.Contains(
            "'v'",
            Assert.Throws<ArgumentException>(() => new Graph([X], [X + v])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'x'",
            Assert.Throws<ArgumentException>(() => new Graph([X, Expr.Input("x", new(2))], [X])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Exp",
            Assert.Throws<ArgumentException>(() => new Graph([X.Exp()], [X])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_graph_is_run_on_tensors_of_its_shapes_only()
    {
        var graph = new Graph([X], [X + 1]);
        var none = Assert.Throws<ArgumentException>(() => FunctionalNet.Execution.Reference.Run<float>(graph));
        Assert.Contains("1 inputs, but got 0 tensors", none.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<ArgumentException>(() =>
            FunctionalNet.Execution.Plan<float>.Compile(graph).Run(Tensor.Vector(1f))
        );
        Assert.Contains("Input 'x' has the shape [4, 3], but got [1]", wrong.Message, StringComparison.Ordinal);
        var free = Free();
        Assert.Throws<ShapeException>(() => FunctionalNet.Execution.Plan<float>.Compile(new Graph([free], [free + 1])));
    }

    private static Expr Free() => Expr.Input("images", new(Dim.Named("batch"), 3, 4));
}
