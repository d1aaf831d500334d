namespace FunctionalNet;

/// <content>Lars.</content>
public static partial class Net
{
    /// <summary>
    /// Gradient descent with the step of each parameter scaled to a share of the parameter's norm, times the rate: for large batches.
    /// </summary>
    /// <remarks>
    /// w = w - h, h = α h + η ρ ‖w‖ / ‖g + λ w‖ (g + λ w). Optax: lars. You, Gitman and Ginsburg, "Large Batch Training of Convolutional
    /// Networks", 2017, with the ratio ‖w‖ / (‖g‖ + λ ‖w‖). See <see cref="FunctionalNet.ScaleByTrustRatio"/>. Biases and scales are
    /// usually excluded, by <see cref="PartitionByPath"/>.
    /// </remarks>
    /// <param name="rate">η, a number or a schedule.</param>
    /// <param name="decay">λ, the share of the weights that is added to the gradient.</param>
    /// <param name="momentum">α, the decay of the momentum.</param>
    /// <param name="coefficient">ρ, the norm of a step relative to that of the weights.</param>
    /// <param name="mask">Which paths decay; all if absent.</param>
    /// <example><code>var training = Training.Of(model, loss, Lars(WarmupCosine(peak: 1, warmup: 500, total: 10_000), decay: 1e-4));</code></example>
    public static Transform Lars(
        Schedule rate,
        double decay = 0,
        double momentum = 0.9,
        double coefficient = 0.001,
        Func<string, bool>? mask = null
    ) =>
        AddWeightDecay(decay, mask)
        >> ScaleByTrustRatio(coefficient)
        >> ScaleByLearningRate(rate)
        >> Momentum(momentum);
}
