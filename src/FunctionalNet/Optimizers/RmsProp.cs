namespace FunctionalNet;

/// <content>RmsProp.</content>
public static partial class Net
{
    /// <summary>w = w - η g / (√v + ε) with the moving mean v of g²; with momentum h = α h + g / (√v + ε), w = w - η h.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByRms"/>. PyTorch: RMSprop. TensorFlow has the rate within h; for that, put Momentum behind ScaleByLearningRate.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="decay">β, how much of the mean square stays.</param>
    /// <param name="epsilon">ε, outside of the root by default.</param>
    /// <param name="momentum">α; 0 for none.</param>
    /// <param name="centered">Whether the variance stands in place of the mean square.</param>
    /// <param name="epsilonInRoot">Whether ε is added within the root.</param>
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
