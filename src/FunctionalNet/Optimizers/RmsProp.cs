namespace FunctionalNet;

/// <content>RmsProp.</content>
public static partial class Net
{
    /// <summary>w = w - η g / (√v + ε) with the moving mean v of g².</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByRms"/>.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="decay">β, how much of the mean square stays.</param>
    /// <param name="epsilon">ε, outside of the root.</param>
    /// <example><code>var training = Training.Of(model, loss, RmsProp(0.001));</code></example>
    public static Transform RmsProp(Schedule rate, double decay = 0.99, double epsilon = 1e-8) =>
        ScaleByRms(decay, epsilon) >> ScaleByLearningRate(rate);
}
