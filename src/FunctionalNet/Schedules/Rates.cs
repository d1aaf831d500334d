using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Learning rates as numbers, for inspection.</summary>
public static class Rates
{
    /// <summary>The rate of a schedule after a number of steps.</summary>
    /// <example><code>double last = CosineDecay(1e-3, total: 1_000).After(999);</code></example>
    public static double After(this Schedule schedule, long steps)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var step = Expr.Input("step", Shape.Scalar);
        return Reference.Run(new Graph([step], [schedule.At(step)]), Tensor.Scalar((double)steps))[0].Span[0];
    }
}
