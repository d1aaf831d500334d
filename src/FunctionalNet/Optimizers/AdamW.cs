namespace FunctionalNet;

/// <content>AdamW.</content>
public static partial class Net
{
    /// <summary>Adam with decoupled weight decay: w = w - η (m̂ / (√v̂ + ε) + λ w).</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAdam"/> and <see cref="FunctionalNet.AddWeightDecay"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="decay">λ, the decay rate of weights, multiplied by the learning rate.</param>
    /// <param name="beta1">β₁, the decay of the mean gradient.</param>
    /// <param name="beta2">β₂, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <param name="mask">Which paths decay; all if absent.</param>
    /// <example><code>var training = Training.Of(model, loss, AdamW(1e-3, decay: 0.01));</code></example>
    public static Transform AdamW(
        Schedule rate,
        double decay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        Func<string, bool>? mask = null
    ) => ScaleByAdam(beta1, beta2, epsilon) >> AddWeightDecay(decay, mask) >> ScaleByLearningRate(rate);
}
