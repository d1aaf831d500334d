using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Planning;

/// <summary>The graphs that the planner's rewrite rules produce.</summary>
public class RulesTests
{
    private static readonly Expr X = Expr.Input("x", new(2, 3));

    [Fact]
    public void Constants_are_folded_in_double()
    {
        var folded = Rules.Apply([((Expr)1 / 3).Exp() * Ops.Constant(new(2), [3, 4])])[0];
        Assert.Equal([3 * Math.Exp(1.0 / 3), 4 * Math.Exp(1.0 / 3)], Assert.IsType<Constant>(folded.Op).Values);
        Assert.Equal(new(2), folded.Shape);
    }

    [Fact]
    public void Large_constants_are_computed_when_run()
    {
        var large = ((Expr)1).Expand(new(100, 100));
        Assert.IsNotType<Constant>(Rules.Apply([large])[0].Op);
        Assert.Equal(10_000, Plan<double>.Compile(new Graph([], [large.ReduceSum()])).Run([])[0].Span[0]);
    }

    [Fact]
    public void Identities_vanish_unless_they_broadcast()
    {
        Assert.Equal([X, X, X, X, X], Rules.Apply([X + -0.0, X - 0, 1 * X, X / 1, X.Reshape(2, -1)]));
        var wider = X + Ops.Constant(new(4, 1, 1), [0, 0, 0, 0]);
        Assert.Equal(new(4, 2, 3), Rules.Apply([wider])[0].Shape);
    }

    [Fact]
    public void What_adds_0_turns_the_sign_of_a_negative_zero()
    {
        var x = Expr.Input("x", new(1));
        var graph = new Graph(
            [x],
            [1 / (x + 0), 1 / (0 + x), 1 / (x - -0.0), 1 / (x - 0), 1 / (x + -0.0), 1 / (x * 1)]
        );
        var at = Tensor.Vector(-0.0f);
        const double Inf = double.PositiveInfinity;
        foreach (
            var values in new[] { Reference.Run(graph, at), Eager.Run(graph, at), Plan<float>.Compile(graph).Run(at) }
        )
        {
            Assert.Equal([Inf, Inf, Inf, -Inf, -Inf, -Inf], values.SelectMany(value => value.Doubles()));
        }
    }

    [Fact]
    public void Small_powers_are_products()
    {
        var powers = Rules.Apply([
            X.Pow(1),
            X.Pow(2),
            X.Pow(3),
            X.Pow(4),
            X.Pow(Ops.Constant(new(4, 1, 1), [2, 2, 2, 2])),
        ]);
        Assert.Equal("x Mul Mul Pow Pow", string.Join(' ', powers.Select(power => power == X ? "x" : power.Op.Name)));
        Assert.Equal([X, X], powers[1].Inputs);
        Assert.Equal([powers[1], X], powers[2].Inputs);
        var at = Tensor.Of(new(2, 3), -0f, float.NegativeInfinity, float.NaN, 1.1f, -3.3f, 1e-30f);
        var graph = new Graph([X], [X.Pow(1), X.Pow(2), X.Pow(3)]);
        var (planned, reference) = (Plan<float>.Compile(graph).Run(at), Reference.Run(graph, at));
        for (var power = 0; power < 3; power++)
        {
            Assert.Equal(Eager.Run(graph, at)[power].Span, planned[power].Span);
            for (var i = 0; i < at.Length; i++)
            {
                var expected = reference[power].Span[i];
                Assert.Equal(
                    expected,
                    planned[power].Span[i],
                    1e-6 * (float.IsFinite(expected) ? 1 + Math.Abs(expected) : 1)
                );
            }
        }
    }

    [Fact]
    public void The_same_operator_on_the_same_operands_is_computed_once()
    {
        var graph = Rules.Apply([X.Sin() + X.Sin(), X.Sin().Exp()]);
        Assert.Same(graph[0].Inputs[0], graph[0].Inputs[1]);
        Assert.Same(graph[0].Inputs[0], graph[1].Inputs[0]);
    }

    [Fact]
    public void Transposes_of_transposes_become_one_or_none()
    {
        var y = Expr.Input("y", new(2, 3, 4));
        var two = Rules.Apply([y.Transpose(2, 0, 1).Transpose(2, 1, 0), y.Transpose(1, 2, 0).Transpose(2, 0, 1)]);
        Assert.Equal("Transpose (1, 0, 2)", two[0].Op.ToString());
        Assert.Same(y, two[0].Inputs[0]);
        Assert.Same(y, two[1]);
    }

    [Fact]
    public void Transposes_disappear_into_products()
    {
        var product = Rules.Apply([X.Transpose().MatMul(X)])[0];
        Assert.Equal("MatMul Aᵀ", product.Op.ToString());
        Assert.Same(X, product.Inputs[0]);
    }

    [Fact]
    public void An_output_may_be_an_input_a_constant_a_view_or_asked_for_twice()
    {
        var y = X.Exp();
        var x = Tensor.Of<double>(new(2, 3), 1, 2, 3, 4, 5, 6);
        var values = Plan<double>.Compile(new Graph([X], [X, 5, y, y, y.Reshape(3, 2), X.Reshape(6)])).Run(x);
        Assert.Equal(x.Doubles(), values[0].Doubles());
        Assert.Equal([5.0], values[1].Doubles());
        Numbers.Close(x.Doubles().Select(Math.Exp), values[2].Doubles(), 1e-15);
        Assert.Equal(values[2].Doubles(), values[3].Doubles());
        Assert.Equal(new(3, 2), values[4].Shape);
        Assert.Equal(values[2].Doubles(), values[4].Doubles());
        Assert.Equal(x.Doubles(), values[5].Doubles());
    }

    [Fact]
    public void A_plan_runs_again_on_other_inputs_and_leaves_earlier_outputs_alone()
    {
        var plan = Plan<double>.Compile(new Graph([X], [X.Exp().ReduceSum([0])]));
        var first = plan.Run(Tensor.Zeros<double>(new(2, 3)))[0];
        var second = plan.Run(Tensor.Of<double>(new(2, 3), 1, 1, 1, 1, 1, 1))[0];
        Assert.Equal([2.0, 2, 2], first.Doubles());
        Numbers.Close([2 * Math.E, 2 * Math.E, 2 * Math.E], second.Doubles(), 1e-15);
    }
}
