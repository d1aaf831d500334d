namespace FunctionalNet;

/// <content>Lars.</content>
public static partial class Net
{
    /// <summary>Gradient descent whose step for each parameter is as long as a share of the parameter, times the rate: for large batches.</summary>
    /// <remarks>
    /// w = w - h, h = α h + η ρ ‖w‖ / ‖g + λ w‖ (g + λ w). Optax: lars. You, Gitman and Ginsburg, "Large Batch Training of Convolutional
    /// Networks", 2017, whose ratio is ‖w‖ / (‖g‖ + λ ‖w‖). See <see cref="FunctionalNet.ScaleByTrustRatio"/>. Biases and scales are usually
    /// left out, by <see cref="PartitionByPath"/>.
    /// </remarks>
    /// <param name="rate">η, a number or a schedule.</param>
    /// <param name="decay">λ, the share of a weight that is added to its gradient.</param>
    /// <param name="momentum">α, how much of the last step stays.</param>
    /// <param name="coefficient">ρ, the share of the weights that a step is as long as.</param>
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
