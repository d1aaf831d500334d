using System.Collections.Immutable;
using System.Diagnostics;

namespace FunctionalNet.Execution;

/// <content>The kernels of a plan, with their costs and times.</content>
public sealed unsafe partial class Plan<T>
{
    // The JIT recompiles hot methods once nothing new was compiled for a tenth of a second.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.3);

    /// <summary>Each kernel in the order of execution, with its costs derived from the shapes.</summary>
    /// <example><code>long flops = plan.Explain().Sum(kernel => kernel.Flops);</code></example>
    public ImmutableArray<PlannedKernel> Explain() =>
        [.. kernels.SelectMany((kernel, i) => kernel.Explain(Explain(i), runs: 0))];

    /// <summary>
    /// The same with the time of each kernel: the median of several runs after a warm-up. Each kernel is timed alone, which adds some tens
    /// of nanoseconds; <see cref="Run(IReadOnlyList{Tensor{T}})"/> is not affected.
    /// </summary>
    /// <param name="inputs">The tensors to run on.</param>
    /// <param name="runs">The number of runs.</param>
    /// <exception cref="ArgumentException">The number of tensors or a shape is not that of the graph.</exception>
    /// <example><code>var slowest = plan.Profile(inputs).MaxBy(kernel => kernel.Time);</code></example>
    public ImmutableArray<PlannedKernel> Profile(IReadOnlyList<Tensor<T>> inputs, int runs = 50)
    {
        Bind(inputs);
        var profile = Profile(runs);
        GC.KeepAlive(inputs);
        return profile;
    }

    /// <summary>The profile of runs on the bound tensors; each run advances the state.</summary>
    internal ImmutableArray<PlannedKernel> Profile(int runs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(runs);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < WarmUp)
        {
            Run();
        }

        var ticks = kernels.Select(_ => new long[runs]).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < ticks.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                RunAgain(i);
                ticks[i][run] = Stopwatch.GetTimestamp() - start;
            }
        }

        return
        [
            .. kernels.SelectMany((kernel, i) => kernel.Explain(Explain(i) with { Time = Median(ticks[i]) }, runs)),
        ];

        static TimeSpan Median(long[] all) => Stopwatch.GetElapsedTime(0, all.Order().ElementAt(all.Length / 2));
    }

    private PlannedKernel Explain(int index)
    {
        if (index >= units.Length)
        {
            return ((CopyKernel)kernels[index]).Explain();
        }

        var unit = units[index];
        var written = unit.Values.Where(memory.Has).DistinctBy(memory.Of);
        return new PlannedKernel(
            string.Join(", ", unit.Values.Select(value => value.Op)),
            unit.Shape,
            unit.Values.Sum(value => value.Op.Flops(value)),
            unit.Reads.Concat(written).Sum(value => (long)value.Shape.Size * sizeof(T))
        );
    }
}
