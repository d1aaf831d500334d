namespace FunctionalNet;

/// <content>Lamb.</content>
public static partial class Net
{
    /// <summary>AdamW with the step of each parameter scaled to the norm of the parameter, times the rate: for large batches.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAdam"/>, <see cref="FunctionalNet.AddWeightDecay"/> and <see cref="FunctionalNet.ScaleByTrustRatio"/>. Optax: lamb.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="decay">λ, the share of the weights that is added to the step.</param>
    /// <param name="beta1">β₁, the decay of the mean gradient.</param>
    /// <param name="beta2">β₂, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <param name="mask">Which paths decay; all if absent.</param>
    /// <example><code>var training = Training.Of(model, loss, Lamb(0.01));</code></example>
    public static Transform Lamb(
        Schedule rate,
        double decay = 0,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-6,
        Func<string, bool>? mask = null
    ) =>
        ScaleByAdam(beta1, beta2, epsilon)
        >> AddWeightDecay(decay, mask)
        >> ScaleByTrustRatio()
        >> ScaleByLearningRate(rate);
}
