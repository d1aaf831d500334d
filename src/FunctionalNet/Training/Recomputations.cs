namespace FunctionalNet;

/// <summary>Maps the recomputed expressions of a backward pass (<see cref="Remat"/>) to their originals.</summary>
internal static class Recomputations
{
    /// <summary>
    /// The original expression of each recomputed one, matched by operator and operands; recomputation starts at a barrier that orders the
    /// layer's input after the cotangent.
    /// </summary>
    /// <param name="graph">The step, operands first.</param>
    public static Dictionary<Expr, Expr> Originals(IReadOnlyCollection<Expr> graph)
    {
        // The saved input of each layer, and the input itself.
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

    // Nested ones, too.
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

    // Constants are compared by their operator; variables by identity.
    private readonly record struct Call(Op Op, string Operands)
    {
        public static Call Of(Expr expr, IEnumerable<Expr> operands) =>
            new(expr.Op, string.Join(' ', operands.Select(operand => operand.Id)));
    }
}
