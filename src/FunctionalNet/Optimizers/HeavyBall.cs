namespace FunctionalNet;

/// <content>HeavyBall.</content>
public static partial class Net
{
    /// <summary>Gradient descent with the rate inside the momentum: h = α h + η g, w = w - h, or Nesterov's w = w - (η g + α h).</summary>
    /// <remarks>
    /// The convention of lectures and of Keras. <see cref="Sgd"/> has that of PyTorch, h = α h + g and w = w - η h. They differ only if the
    /// rate changes: here earlier gradients keep the rate of their own step. See <see cref="FunctionalNet.Momentum"/>.
    /// </remarks>
    /// <param name="rate">η, a number or a schedule.</param>
    /// <param name="momentum">α, the decay of the momentum.</param>
    /// <param name="nesterov">Whether to use Nesterov's lookahead.</param>
    /// <example><code>var training = Training.Of(model, loss, HeavyBall(0.1, momentum: 0.9));</code></example>
    public static Transform HeavyBall(Schedule rate, double momentum = 0.9, bool nesterov = false) =>
        ScaleByLearningRate(rate) >> Momentum(momentum, nesterov);
}
