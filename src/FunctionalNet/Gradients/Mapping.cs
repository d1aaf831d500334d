namespace FunctionalNet;

/// <summary>Expressions with one more axis in front, along which some inputs differ: each operator by its batching rule, or by that of its body.</summary>
internal sealed class Mapping(Dim size)
{
    private readonly Dictionary<Expr, Expr> mapped = [];

    /// <summary>Says what an expression is with the mapped axis.</summary>
    public void Add(Expr expr, Expr with) => mapped.Add(expr, with);

    /// <summary>An expression with the mapped axis in front; without it where it is the same at each place.</summary>
    public Expr Of(Expr root) => Of(root, []);

    /// <summary>An expression with the mapped axis in front.</summary>
    public Expr Along(Expr root)
    {
        var y = Of(root);
        return y.Shape.Rank > root.Shape.Rank ? y : y.Expand(new Shape(size).Append(y.Shape));
    }

    private Expr Of(Expr root, IReadOnlyCollection<Expr> operands)
    {
        Nesting.CheckStack();
        foreach (var expr in Expr.Sort([root], expr => mapped.ContainsKey(expr) || operands.Contains(expr)))
        {
            if (!expr.Inputs.Any(mapped.ContainsKey))
            {
                continue;
            }

            Expr[] inputs = [.. expr.Inputs.Select(input => mapped.GetValueOrDefault(input, input))];
            mapped[expr] = expr.Op.Vmap(expr, inputs, size) ?? Aligned(expr, inputs) ?? OfBody(expr);
        }

        return mapped.GetValueOrDefault(root, root);
    }

    // Broadcasting aligns axes from the last: those that an operand lacks stand behind the mapped one.
    private static Expr? Aligned(Expr expr, Expr[] inputs) =>
        expr.Op is Elementwise
            ? new(
                expr.Op,
                [
                    .. inputs.Select(
                        (input, i) => Ops.IsMapped(expr, inputs, i) ? Ops.Raised(input, expr.Shape.Rank) : input
                    ),
                ]
            )
            : null;

    private Expr OfBody(Expr expr) =>
        expr.Op.Body(expr.Inputs.AsSpan()) is { } body
            ? Of(body, expr.Inputs)
            : throw new NotSupportedException(
                $"{expr} cannot be mapped over an axis. Repair: map what comes before and behind it, or run the samples one by one."
            );
}
