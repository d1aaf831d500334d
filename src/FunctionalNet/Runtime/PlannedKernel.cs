namespace FunctionalNet.Execution;

/// <summary>A kernel of a plan: what it computes, and what that costs.</summary>
/// <param name="Operators">Its operators in order; fused operators are listed together.</param>
/// <param name="Output">The shape of its result.</param>
/// <param name="Flops">Additions, multiplications, comparisons and evaluations of functions such as a logarithm, each counted as one;
/// derived from the shapes.</param>
/// <param name="Bytes">Bytes read from memory and written to it, each value counted once; derived from the shapes.</param>
/// <example><code>
/// foreach (PlannedKernel kernel in plan.Profile(inputs))
/// {
///     Console.WriteLine($"{kernel.Operators} {kernel.Output}: {kernel.Flops / kernel.Time!.Value.TotalSeconds:N0} FLOP/s");
/// }
/// </code></example>
public sealed record PlannedKernel(string Operators, Shape Output, long Flops, long Bytes)
{
    /// <summary>Gets the median time of several runs; null if the plan was not run.</summary>
    public TimeSpan? Time { get; init; }
}
