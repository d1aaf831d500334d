namespace FunctionalNet;

/// <summary>-t ln σ(x) - (1 - t) ln(1 - σ(x)) for each element, from logits x and targets t in [0, 1] of one shape. Stable at any logit, the infinite ones included: worked out as softplus(x) - x t.</summary>
/// <remarks>PyTorch: BCEWithLogitsLoss.</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
/// <example><code>var training = Training.Of(Dense(1), BinaryCrossEntropy(), Adam(1e-3));</code></example>
public sealed partial record BinaryCrossEntropy(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new(Of(prediction, target));
    }

    /// <summary>softplus(x) - x t; of an infinite x, where that is ∞ - ∞, the slope times x, and 0 where the slope is.</summary>
    internal static Expr Of(Expr x, Expr t)
    {
        var slope = (x > 0).Where(1 - t, -t);
        var isInfinite = x.Abs().Equal(double.PositiveInfinity);
        return isInfinite.Where(slope.Equal(0).Where(0, slope * x), x.Softplus() - (x * t));
    }
}
