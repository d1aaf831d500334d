namespace FunctionalNet;

/// <content>Sgd.</content>
public static partial class Net
{
    /// <summary>Gradient descent: w = w - η g, with momentum if asked for: h = α h + g, w = w - η h, or Nesterov's w = w - η (g + α h).</summary>
    /// <remarks>PyTorch: SGD. Optax: sgd.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="momentum">α; 0 for none.</param>
    /// <param name="nesterov">Whether the momentum looks ahead.</param>
    /// <param name="dampening">How much of a gradient the momentum leaves out; see <see cref="FunctionalNet.Momentum"/>.</param>
    /// <example><code>var training = Training.Of(model, loss, Sgd(0.1, momentum: 0.9));</code></example>
    public static Transform Sgd(Schedule rate, double momentum = 0, bool nesterov = false, double dampening = 0) =>
        momentum.Equals(0)
            ? ScaleByLearningRate(rate)
            : Momentum(momentum, nesterov, dampening) >> ScaleByLearningRate(rate);
}
