namespace FunctionalNet;

/// <content>Rprop.</content>
public static partial class Net
{
    /// <summary>Resilient backpropagation: w = w - sign(g) Δ with a step size Δ per weight. For full batches.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByRprop"/>.</remarks>
    /// <param name="first">The initial step size; PyTorch calls it the rate.</param>
    /// <param name="shrink">η₋, the factor when the sign of the gradient changes.</param>
    /// <param name="grow">η₊, the factor when it does not.</param>
    /// <param name="smallest">The smallest step size.</param>
    /// <param name="largest">The largest step size.</param>
    /// <example><code>var training = Training.Of(model, loss, Rprop());</code></example>
    public static Transform Rprop(
        double first = 0.01,
        double shrink = 0.5,
        double grow = 1.2,
        double smallest = 1e-6,
        double largest = 50
    ) => ScaleByRprop(first, shrink, grow, smallest, largest) >> Scale(-1);
}
