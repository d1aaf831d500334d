namespace FunctionalNet;

/// <summary>Predictions that are two vectors for each sample.</summary>
internal static class Pairs
{
    /// <summary>Both of them, [..., k], of [..., 2, k].</summary>
    /// <exception cref="ShapeException">They are not two.</exception>
    public static (Expr First, Expr Second) Of(Expr prediction, string rule)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Shape.Rank >= 2 && prediction.Shape[^2] == 2
            ? (prediction.Slice(-2, 0, 1).Squeeze(-2), prediction.Slice(-2, 1, 1).Squeeze(-2))
            : throw new ShapeException(
                rule,
                $"the prediction is {prediction.Shape}",
                "give two vectors for each sample: [..., 2, k]"
            );
    }
}
