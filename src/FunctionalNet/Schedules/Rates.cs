using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Learning rates as numbers, to be looked at.</summary>
public static class Rates
{
    /// <summary>The rate of a schedule after some steps.</summary>
    /// <example><code>double last = CosineDecay(1e-3, total: 1_000).After(999);</code></example>
    public static double After(this Schedule schedule, long steps)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var step = Expr.Input("step", Shape.Scalar);
        return Reference.Run(new Graph([step], [schedule.At(step)]), Tensor.Scalar((double)steps))[0].Span[0];
    }
}
