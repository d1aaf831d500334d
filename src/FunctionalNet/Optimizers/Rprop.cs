namespace FunctionalNet;

/// <content>Rprop.</content>
public static partial class Net
{
    /// <summary>Resilient backpropagation: w = w - sign(g) Δ with a step size Δ for each weight. For full batches.</summary>
    /// <remarks>See <see cref="FunctionalNet.ScaleByRprop"/>.</remarks>
    /// <param name="first">The step size at the start; PyTorch calls it the rate.</param>
    /// <param name="shrink">η₋, where the sign of the gradient turns.</param>
    /// <param name="grow">η₊, where it stays.</param>
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
