namespace FunctionalNet;

/// <content>RmsProp.</content>
public static partial class Net
{
    /// <summary>w = w - η g / (√v + ε) with the moving mean v of g²; with momentum h = α h + g / (√v + ε), w = w - η h.</summary>
    /// <remarks>
    /// See <see cref="FunctionalNet.ScaleByRms"/>. PyTorch: RMSprop. TensorFlow has the rate inside h; for that, put Momentum after
    /// ScaleByLearningRate.
    /// </remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="decay">β, the decay of the mean square.</param>
    /// <param name="epsilon">ε, added to the root by default.</param>
    /// <param name="momentum">α; 0 for none.</param>
    /// <param name="centered">Whether to use the variance instead of the mean square.</param>
    /// <param name="epsilonInRoot">Whether ε is added under the root.</param>
    /// <example><code>var training = Training.Of(model, loss, RmsProp(0.001));</code></example>
    public static Transform RmsProp(
        Schedule rate,
        double decay = 0.99,
        double epsilon = 1e-8,
        double momentum = 0,
        bool centered = false,
        bool epsilonInRoot = false
    ) => ScaleByRms(decay, epsilon, centered, epsilonInRoot) >> Sgd(rate, momentum);
}
