namespace FunctionalNet;

/// <content>AdaDelta.</content>
public static partial class Net
{
    /// <summary>w = w - η g √(s + ε) / √(v + ε) with the moving means v of g² and s of the squared steps.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByAdaDelta"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule; 1 in the paper and in PyTorch by default.</param>
    /// <param name="decay">ρ, the decay of the mean squares.</param>
    /// <param name="epsilon">ε, under the roots.</param>
    /// <example><code>var training = Training.Of(model, loss, AdaDelta(1));</code></example>
    public static Transform AdaDelta(Schedule rate, double decay = 0.9, double epsilon = 1e-6) =>
        ScaleByAdaDelta(decay, epsilon) >> ScaleByLearningRate(rate);
}
