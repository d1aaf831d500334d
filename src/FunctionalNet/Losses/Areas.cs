namespace FunctionalNet;

/// <summary>The overlap of two areas.</summary>
internal static class Areas
{
    /// <summary>Σ p t and Σ p + Σ t over the elements of each sample and channel, [n, channels].</summary>
    /// <exception cref="ShapeException">There are no axes after the channels.</exception>
    public static (Expr Common, Expr Both) Of(Expr p, Expr t, string rule)
    {
        if (p.Shape.Rank < 3)
        {
            throw new ShapeException(
                rule,
                $"the prediction is {p.Shape}",
                "give [n, channels, places, ...]; of [n, places] Reshape(1, places) makes that"
            );
        }

        int[] places = [.. Enumerable.Range(2, p.Shape.Rank - 2)];
        return ((p * t).ReduceSum(places), (p + t).ReduceSum(places));
    }
}
