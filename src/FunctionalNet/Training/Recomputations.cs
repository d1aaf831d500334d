namespace FunctionalNet;

/// <summary>What the copies stand for that a backward pass computes of layers whose values are not kept (<see cref="Remat"/>).</summary>
internal static class Recomputations
{
    /// <summary>
    /// For each copy the expression as its layer composed it, known by the same operator on the same operands: they begin where the input
    /// of the layer comes after the cotangent.
    /// </summary>
    /// <param name="graph">The step, operands first.</param>
    public static Dictionary<Expr, Expr> Originals(IReadOnlyCollection<Expr> graph)
    {
        // What is kept of the input of a layer, and that input.
        var kept = new Dictionary<Expr, Expr>();
        var composed = new Dictionary<Call, Expr>();
        foreach (var piece in Pieces(graph))
        {
            kept[piece.Kept] = piece.X;
            foreach (var expr in piece.Within)
            {
                composed[Call.Of(expr, expr.Inputs)] = expr;
            }
        }

        var originals = new Dictionary<Expr, Expr>();
        foreach (var expr in graph.Where(expr => expr.Variable is null && kept.Count > 0))
        {
            Expr[] operands = [.. expr.Inputs.Select(input => originals.GetValueOrDefault(input, input))];
            var original = Ops.IsBarrier(expr)
                ? Array.Find(operands, kept.ContainsKey) is { } x
                    ? kept[x]
                    : null
                : expr.Op is Rounding && !composed.ContainsKey(Call.Of(expr, operands))
                    ? operands[0]
                    : composed.GetValueOrDefault(Call.Of(expr, operands));
            if (original is not null && original != expr)
            {
                originals[expr] = original;
            }
        }

        return originals;
    }

    // Also those within others.
    private static IEnumerable<Recomputed> Pieces(IEnumerable<Expr> graph)
    {
        var open = new Queue<Expr>(graph);
        while (open.TryDequeue(out var expr))
        {
            if (SaveAs16Bit.Plain(expr.Op) is Recomputed piece)
            {
                yield return piece;
                piece.Within.ForEach(open.Enqueue);
            }
        }
    }

    // Constants are their own operators; variables are known by who they are.
    private readonly record struct Call(Op Op, string Operands)
    {
        public static Call Of(Expr expr, IEnumerable<Expr> operands) =>
            new(expr.Op, string.Join(' ', operands.Select(operand => operand.Id)));
    }
}
