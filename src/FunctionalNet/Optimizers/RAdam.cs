namespace FunctionalNet;

/// <content>RAdam.</content>
public static partial class Net
{
    /// <summary>Adam with a rectified mean square, which needs no warmup.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByRAdam"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, the decay of the mean gradient.</param>
    /// <param name="beta2">β₂, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <example><code>var training = Training.Of(model, loss, RAdam(1e-3));</code></example>
    public static Transform RAdam(Schedule rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        ScaleByRAdam(beta1, beta2, epsilon) >> ScaleByLearningRate(rate);
}
