namespace FunctionalNet;

/// <summary>
/// Whether the samples of a batch, whose axis is free, stay apart in a graph: each value has that axis once and reads its own place of it, until a
/// sum over the samples, behind which all is linear.
/// </summary>
internal sealed class SampleFlow(string axis, IEnumerable<Expr> differentiated)
{
    private readonly Dictionary<Expr, Flow> flows = [];
    private readonly HashSet<Expr> active = [.. differentiated];

    private enum Flow
    {
        // The same for all samples.
        None,

        // A value of each sample.
        Samples,

        // A sum over the samples without a derivative, such as the number of those that count.
        Count,

        // A sum over the samples, and what is linear in it.
        Total,
    }

    /// <summary>Throws where samples mix.</summary>
    /// <param name="y">What is computed.</param>
    /// <param name="inputs">What has a value for each sample.</param>
    /// <exception cref="ShapeException">A value depends on several samples other than by a sum.</exception>
    public void Check(Expr y, IEnumerable<Expr> inputs)
    {
        foreach (var input in inputs)
        {
            flows[input] = Flow.Samples;
        }

        Of(y, []);
    }

    private Flow Of(Expr root, IReadOnlyCollection<Expr> operands)
    {
        Nesting.CheckStack();
        foreach (var expr in Expr.Sort([root], expr => flows.ContainsKey(expr) || operands.Contains(expr)))
        {
            if (expr.IsFloat && expr.Inputs.Any(active.Contains))
            {
                active.Add(expr);
            }

            flows[expr] =
                expr.Inputs.All(input => flows[input] == Flow.None) ? Flow.None
                : expr.Op is not Elementwise && expr.Op.Body(expr.Inputs.AsSpan()) is { } body ? Of(body, expr.Inputs)
                : OfPrimitive(expr, [.. expr.Inputs.Select(input => flows[input])]);
        }

        return flows[root];
    }

    private Flow OfPrimitive(Expr expr, Flow[] from)
    {
        if (from.Any(flow => flow is Flow.Count or Flow.Total))
        {
            return from.Contains(Flow.Samples) ? throw Mixing(expr)
                : !from.Contains(Flow.Total) ? Flow.Count
                : IsLinear(expr, from) ? Flow.Total
                : throw Mixing(expr);
        }

        for (var i = 0; i < from.Length; i++)
        {
            if (from[i] == Flow.Samples && expr.Op.Mixes(expr, i, Place(expr.Inputs[i].Shape)))
            {
                throw Mixing(expr);
            }
        }

        return Count(expr.Shape) switch
        {
            1 => Flow.Samples,
            0 when expr.Op.Name == "ReduceSum" => active.Contains(expr) ? Flow.Total : Flow.Count,
            _ => throw Mixing(expr),
        };
    }

    private static bool IsLinear(Expr expr, Flow[] from) =>
        expr.Op.Name switch
        {
            "Add" or "Sub" or "Neg" or "Reshape" or "Transpose" or "ReduceSum" => true,
            "Mul" => from.Count(flow => flow == Flow.Total) == 1,
            "Div" => from[1] != Flow.Total,
            "Where" => from[0] != Flow.Total,
            _ => false,
        };

    private int Place(Shape shape) =>
        shape.TakeWhile(dim => !dim.Value.Names.Contains(axis, StringComparer.Ordinal)).Count();

    private int Count(Shape shape) => shape.Sum(dim => dim.Value.Names.Count(name => name == axis));

    private ShapeException Mixing(Expr expr) =>
        new(
            expr.Op.Name,
            $"the samples of the axis '{axis}' mix in {expr} of {string.Join(" and ", expr.Inputs.Select(input => input.Shape))}, so that a sample alone has no gradient",
            "take a model and a loss that compute each sample by itself, such as LayerNorm in place of BatchNorm while training"
        );
}
