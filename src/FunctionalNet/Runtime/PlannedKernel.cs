namespace FunctionalNet.Execution;

/// <summary>A kernel of a plan: what it computes, and what that costs.</summary>
/// <param name="Operators">Its operators in order; those that the planner fused stand together.</param>
/// <param name="Output">The shape of its result.</param>
/// <param name="Flops">
/// Additions, multiplications, comparisons and values of functions such as a logarithm, each counted as one; from the shapes.
/// </param>
/// <param name="Bytes">What it reads from memory and writes there, each value once; from the shapes.</param>
/// <example><code>
/// foreach (PlannedKernel kernel in plan.Profile(inputs))
/// {
///     Console.WriteLine($"{kernel.Operators} {kernel.Output}: {kernel.Flops / kernel.Time!.Value.TotalSeconds:N0} FLOP/s");
/// }
/// </code></example>
public sealed record PlannedKernel(string Operators, Shape Output, long Flops, long Bytes)
{
    /// <summary>Gets how long it takes, the median of some runs; null where the plan was not run.</summary>
    public TimeSpan? Time { get; init; }
}
