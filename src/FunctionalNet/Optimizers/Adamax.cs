namespace FunctionalNet;

/// <content>Adamax.</content>
public static partial class Net
{
    /// <summary>Adam with the largest gradient, exponentially decayed, instead of the root of the mean square.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAdamax"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, the decay of the mean gradient.</param>
    /// <param name="beta2">β₂, the decay of the largest gradient.</param>
    /// <param name="epsilon">ε, the smallest divisor.</param>
    /// <example><code>var training = Training.Of(model, loss, Adamax(2e-3));</code></example>
    public static Transform Adamax(Schedule rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        ScaleByAdamax(beta1, beta2, epsilon) >> ScaleByLearningRate(rate);
}
