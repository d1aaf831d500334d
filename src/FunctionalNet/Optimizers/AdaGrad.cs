namespace FunctionalNet;

/// <content>AdaGrad.</content>
public static partial class Net
{
    /// <summary>w = w - η g / (√Σ g² + ε).</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAdaGrad"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="epsilon">ε, added to the root by default.</param>
    /// <param name="epsilonInRoot">Whether ε is added under the root.</param>
    /// <param name="initial">The initial sum of squares.</param>
    /// <example><code>var training = Training.Of(model, loss, AdaGrad(0.01));</code></example>
    public static Transform AdaGrad(
        Schedule rate,
        double epsilon = 1e-10,
        bool epsilonInRoot = false,
        double initial = 0
    ) => ScaleByAdaGrad(epsilon, epsilonInRoot, initial) >> ScaleByLearningRate(rate);
}
