namespace FunctionalNet;

/// <content>Rewriting: the same graph with some expressions replaced.</content>
public sealed partial class Expr
{
    /// <summary>The same operator on other operands; this expression itself if they are unchanged.</summary>
    internal Expr On(ReadOnlySpan<Expr> inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!ReferenceEquals(inputs[i], Inputs[i]))
            {
                return new Expr(Op, inputs);
            }
        }

        return this;
    }

    /// <summary>
    /// Rewrites a graph, operands first. The rule maps an expression with rewritten operands to its replacement, or null to keep it.
    /// </summary>
    /// <param name="roots">The graph.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="order">Another topological order; creation order if absent.</param>
    internal static Expr[] Rewrite(
        IReadOnlyList<Expr> roots,
        Func<Expr, Expr[], Expr?> rule,
        Func<IEnumerable<Expr>, IEnumerable<Expr>>? order = null
    )
    {
        var done = new Dictionary<Expr, Expr>();
        foreach (var expr in order is null ? Sort(roots) : order(Sort(roots)))
        {
            Expr[] inputs = [.. expr.Inputs.Select(input => done[input])];
            done[expr] = rule(expr, inputs) ?? expr.On(inputs);
        }

        return [.. roots.Select(root => done[root])];
    }

    /// <summary>The same, where a replacement inherits the <see cref="Age"/> of its original.</summary>
    internal static Expr[] Replace(
        IReadOnlyList<Expr> roots,
        Func<Expr, Expr[], Expr?> rule,
        Func<IEnumerable<Expr>, IEnumerable<Expr>>? order = null
    )
    {
        try
        {
            return Rewrite(
                roots,
                (expr, inputs) =>
                {
                    inherited = expr.Age;
                    return rule(expr, inputs) ?? expr.On(inputs);
                },
                order
            );
        }
        finally
        {
            inherited = null;
        }
    }
}
