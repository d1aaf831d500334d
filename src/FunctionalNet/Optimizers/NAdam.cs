namespace FunctionalNet;

/// <content>NAdam.</content>
public static partial class Net
{
    /// <summary>Adam with Nesterov's lookahead.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByNAdam"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, the limit of the momentum.</param>
    /// <param name="beta2">β₂, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <param name="momentumDecay">ψ, the speed at which the momentum approaches β₁.</param>
    /// <example><code>var training = Training.Of(model, loss, NAdam(2e-3));</code></example>
    public static Transform NAdam(
        Schedule rate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 0.004
    ) => ScaleByNAdam(beta1, beta2, epsilon, momentumDecay) >> ScaleByLearningRate(rate);
}
