namespace FunctionalNet;

/// <content>Adam.</content>
public static partial class Net
{
    /// <summary>w = w - η m̂ / (√v̂ + ε) with the bias-corrected moving means m̂ of g and v̂ of g².</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAdam"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, the decay of the mean gradient.</param>
    /// <param name="beta2">β₂, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root by default.</param>
    /// <param name="epsilonInRoot">Whether ε is added under the root.</param>
    /// <example><code>var training = Training.Of(model, loss, Adam(1e-3));</code></example>
    public static Transform Adam(
        Schedule rate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        bool epsilonInRoot = false
    ) => ScaleByAdam(beta1, beta2, epsilon, epsilonInRoot) >> ScaleByLearningRate(rate);
}
