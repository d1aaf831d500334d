using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// eˣ - t x for each element, from the logarithm x of a rate and a count t, of one shape: the negative log-likelihood up to ln t!. With t =
/// 0, t x is 0, even for a rate of 0.
/// </summary>
/// <remarks>PyTorch: PoissonNLLLoss with its defaults. ONNX: Exp, Mul, Sub.</remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(model, PoissonNegativeLogLikelihood(), Adam(1e-3));</code></example>
public sealed partial record PoissonNegativeLogLikelihood(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new(prediction.Exp() - target.Equal(0).Where(0, target * prediction));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(PoissonNegativeLogLikelihood), TargetRange.Counts, columns)];
}
