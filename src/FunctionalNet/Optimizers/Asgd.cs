namespace FunctionalNet;

/// <content>Asgd.</content>
public static partial class Net
{
    /// <summary>
    /// Averaged gradient descent: w = w - ηₜ (g + λ w) with ηₜ = η / (1 + λ η t)ᵖ, and the mean of the weights from a given step on.
    /// </summary>
    /// <remarks>PyTorch: ASGD, whose ax is <see cref="Averaging.Averaged"/>. Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992.</remarks>
    /// <param name="rate">η, the initial learning rate.</param>
    /// <param name="decay">λ.</param>
    /// <param name="power">p, the exponent of the rate's decrease.</param>
    /// <param name="start">The step from which on weights are averaged; see <see cref="FunctionalNet.MeanWeights"/>.</param>
    /// <example><code>var training = Training.Of(model, loss, Asgd(0.1, start: 500));</code></example>
    public static Transform Asgd(double rate = 0.01, double decay = 1e-4, double power = 0.75, int start = 1_000_000) =>
        AddWeightDecay(decay)
        >> ScaleByLearningRate(InverseTime(rate, decay * rate, power: power))
        >> MeanWeights(start);
}
