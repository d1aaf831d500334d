namespace FunctionalNet;

/// <content>Sgd.</content>
public static partial class Net
{
    /// <summary>
    /// Gradient descent: w = w - η g, optionally with momentum: h = α h + g, w = w - η h, or Nesterov's w = w - η (g + α h).
    /// </summary>
    /// <remarks>PyTorch: SGD. Optax: sgd.</remarks>
    /// <param name="rate">The learning rate, a number or a schedule.</param>
    /// <param name="momentum">α; 0 for none.</param>
    /// <param name="nesterov">Whether to use Nesterov's lookahead.</param>
    /// <param name="dampening">The share of a gradient that the momentum leaves out; see <see cref="FunctionalNet.Momentum"/>.</param>
    /// <exception cref="ArgumentException">Nesterov's lookahead without momentum, or with dampening, as in PyTorch.</exception>
    /// <example><code>var training = Training.Of(model, loss, Sgd(0.1, momentum: 0.9));</code></example>
    public static Transform Sgd(Schedule rate, double momentum = 0, bool nesterov = false, double dampening = 0)
    {
        if (nesterov && (momentum.Equals(0) || !dampening.Equals(0)))
        {
            throw new ArgumentException(
                "Nesterov's lookahead needs a momentum and no dampening. Repair: Sgd(rate, momentum: 0.9, nesterov: true).",
                nameof(nesterov)
            );
        }

        return momentum.Equals(0)
            ? ScaleByLearningRate(rate)
            : Momentum(momentum, nesterov, dampening) >> ScaleByLearningRate(rate);
    }
}
