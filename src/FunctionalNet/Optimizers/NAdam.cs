namespace FunctionalNet;

/// <content>NAdam.</content>
public static partial class Net
{
    /// <summary>Adam with Nesterov's look ahead.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByNAdam"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="beta1">β₁, what the momentum tends to.</param>
    /// <param name="beta2">β₂, how much of the mean square stays.</param>
    /// <param name="epsilon">ε, outside of the root.</param>
    /// <param name="momentumDecay">ψ, how fast the momentum tends to β₁.</param>
    /// <example><code>var training = Training.Of(model, loss, NAdam(2e-3));</code></example>
    public static Transform NAdam(
        Schedule rate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 0.004
    ) => ScaleByNAdam(beta1, beta2, epsilon, momentumDecay) >> ScaleByLearningRate(rate);
}
