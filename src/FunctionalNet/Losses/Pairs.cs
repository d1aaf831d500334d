namespace FunctionalNet;

/// <summary>Predictions that consist of two vectors per sample.</summary>
internal static class Pairs
{
    /// <summary>Splits [..., 2, k] into two vectors [..., k].</summary>
    /// <exception cref="ShapeException">The second to last axis is not 2.</exception>
    public static (Expr First, Expr Second) Of(Expr prediction, string rule)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Shape.Rank >= 2 && prediction.Shape[^2] == 2
            ? (prediction.Narrow(-2, 0, 1).Squeeze(-2), prediction.Narrow(-2, 1, 1).Squeeze(-2))
            : throw new ShapeException(
                rule,
                $"the prediction is {prediction.Shape}",
                "give two vectors for each sample: [..., 2, k]"
            );
    }
}
