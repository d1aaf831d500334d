namespace FunctionalNet;

/// <content>AmsGrad.</content>
public static partial class Net
{
    /// <summary>Adam with the maximum of all mean squares so far instead of the current one.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAmsGrad"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, the decay of the mean gradient.</param>
    /// <param name="beta2">β₂, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <example><code>var training = Training.Of(model, loss, AmsGrad(1e-3));</code></example>
    public static Transform AmsGrad(Schedule rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        ScaleByAmsGrad(beta1, beta2, epsilon) >> ScaleByLearningRate(rate);
}
