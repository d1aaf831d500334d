namespace FunctionalNet;

/// <content>AmsGrad.</content>
public static partial class Net
{
    /// <summary>Adam with the largest mean square so far in place of the present one.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAmsGrad"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, how much of the mean gradient stays.</param>
    /// <param name="beta2">β₂, how much of the mean square stays.</param>
    /// <param name="epsilon">ε, outside of the root.</param>
    /// <example><code>var training = Training.Of(model, loss, AmsGrad(1e-3));</code></example>
    public static Transform AmsGrad(Schedule rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        ScaleByAmsGrad(beta1, beta2, epsilon) >> ScaleByLearningRate(rate);
}
