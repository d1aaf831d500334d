using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Runs steps of which this process computes one or several parts, each through a plan and on its own copy of the state
/// (<see cref="PlanExecutor{T}"/>), together with all other parts, here and on other ranks. The summed gradients keep all copies equal.
/// </summary>
internal sealed class SpreadExecutor<T> : IStepExecutor<T, SpreadExecutor<T>.Step>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Spread spread;
    private readonly ImmutableArray<PlanExecutor<T>> executors;
    private readonly ConcurrentThreads? crew;
    private long number;
    private (Step Step, Batch<T> Batch, StepNoise Noise) now;

    /// <summary>
    /// Initializes a new instance of the <see cref="SpreadExecutor{T}"/> class, once all ranks start with the same state.
    /// </summary>
    /// <exception cref="InvalidOperationException">They do not start with the same state.</exception>
    public SpreadExecutor(Training<T> training, Spread spread, TrainState<T> start)
    {
        (this.spread, number) = (spread, start.Step);
        executors =
        [
            .. Enumerable.Range(0, spread.Reducers.Length).Select(shard => new PlanExecutor<T>(training, start, shard)),
        ];
        spread.Agree(StateFingerprint.Of(start));
        crew = executors.Length == 1 ? null : new ConcurrentThreads(executors.Length, Run, spread.Fail);
    }

    /// <inheritdoc/>
    public Step Bind(Shape inputs, Shape targets) =>
        new(this, [.. executors.Select(executor => executor.Bind(inputs, targets))]);

    /// <inheritdoc/>
    public T Scalar(string path) => executors[0].Scalar(path);

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, Tensor<T>> Values() => executors[0].Values();

    /// <summary>Ends the threads and returns the plans to the pool.</summary>
    public void Dispose()
    {
        crew?.Dispose();
        foreach (var executor in executors)
        {
            executor.Dispose();
        }
    }

    // One step at a time: the collectives of two concurrent steps would be mixed.
    private void Run(Step step, Batch<T> batch, StepNoise noise)
    {
        lock (spread.Gate)
        {
            spread.Agree(StateFingerprint.Of(number, batch.Count));
            now = (step, batch, noise);
            try
            {
                if (crew is null)
                {
                    Run(shard: 0);
                }
                else
                {
                    crew.Run();
                }
            }
            catch (Exception e)
            {
                spread.Abort(e);
                throw;
            }

            number++;
        }
    }

    private void Run(int shard)
    {
        var part = now.Step.Parts[shard];
        try
        {
            part.Run(now.Batch, now.Noise);
        }
        catch (LabelException e)
        {
            // Ends the other ranks here rather than in the caller: they exit with this message.
            var first = part.Graph.Share?.First ?? 0;
            throw e.In(now.Batch.Row(first + e.Sample), first);
        }
    }

    /// <summary>The parts of a step that are computed here.</summary>
    internal sealed class Step(SpreadExecutor<T> executor, ImmutableArray<PlannedGraph<T>> parts) : IBoundStep<T>
    {
        /// <summary>Gets the parts; loss, counts and the next state are the same in all.</summary>
        public ImmutableArray<PlannedGraph<T>> Parts => parts;

        /// <inheritdoc/>
        public Shape Inputs => parts[0].Inputs;

        /// <inheritdoc/>
        public Shape Targets => parts[0].Targets;

        /// <inheritdoc/>
        public T Loss => parts[0].Loss;

        /// <inheritdoc/>
        public void Run(Batch<T> batch, StepNoise noise) => executor.Run(this, batch, noise);
    }
}
