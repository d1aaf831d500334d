namespace FunctionalNet;

/// <content>AdaFactor.</content>
public static partial class Net
{
    /// <summary>
    /// Adam's scaling with state only for rows and columns: w = w - η max(rms(w), 0.001) u with u clipped to a root mean square of 1.
    /// </summary>
    /// <remarks>
    /// See <see cref="FunctionalNet.ScaleByFactoredRms"/>, <see cref="FunctionalNet.ClipByRms"/> and
    /// <see cref="FunctionalNet.ScaleByParameterRms"/>. Without a rate it uses the paper's min(0.01, 1 / √t); there is no momentum.
    /// </remarks>
    /// <param name="rate">The rate relative to the scale of the weights, a number or a schedule.</param>
    /// <param name="power">The exponent of the decay: β = 1 - t⁻ᵖ.</param>
    /// <param name="limit">The largest root mean square of a step before the rate.</param>
    /// <param name="minScale">The smallest scale of weights.</param>
    /// <example><code>var training = Training.Of(model, loss, AdaFactor());</code></example>
    public static Transform AdaFactor(
        Schedule? rate = null,
        double power = 0.8,
        double limit = 1,
        double minScale = 1e-3
    ) =>
        ScaleByFactoredRms(power)
        >> ClipByRms(limit)
        >> ScaleByParameterRms(minScale)
        >> ScaleByLearningRate(rate ?? ConstantRate(0.01).Then(10_000, InverseSquareRoot(0.01, 10_000)));
}
