namespace FunctionalNet;

/// <content>Lion.</content>
public static partial class Net
{
    /// <summary>w = w - η (sign(β₁ m + (1 - β₁) g) + λ w).</summary>
    /// <remarks>
    /// See <see cref="FunctionalNet.ScaleByLion"/>. Typical rates are 3 to 10 times smaller than AdamW's, and decays as much larger.
    /// </remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="decay">λ, the decay rate of weights, multiplied by the learning rate.</param>
    /// <param name="beta1">β₁, the weight of the mean gradient in the sign.</param>
    /// <param name="beta2">β₂, the decay of the mean gradient.</param>
    /// <param name="mask">Which paths decay; all if absent.</param>
    /// <example><code>var training = Training.Of(model, loss, Lion(1e-4, decay: 0.1));</code></example>
    public static Transform Lion(
        Schedule rate,
        double decay = 0,
        double beta1 = 0.9,
        double beta2 = 0.99,
        Func<string, bool>? mask = null
    ) => ScaleByLion(beta1, beta2) >> AddWeightDecay(decay, mask) >> ScaleByLearningRate(rate);
}
