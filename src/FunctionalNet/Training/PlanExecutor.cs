using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Runs steps through plans, on a copy of the state in this process: the whole of each step, or one part of it.</summary>
internal sealed class PlanExecutor<T>(Training<T> training, TrainState<T> start, int shard = 0)
    : IStepExecutor<T, PlannedGraph<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<PlannedGraph<T>> rented = [];

    private readonly ImmutableSortedDictionary<string, Tensor<T>> values = start.Values.ToImmutableSortedDictionary(
        value => value.Key,
        value =>
            start.FrozenPaths.Contains(value.Key) ? value.Value : new Tensor<T>(value.Value.Shape, value.Value.Span),
        StringComparer.Ordinal
    );

    /// <inheritdoc/>
    public PlannedGraph<T> Bind(Shape inputs, Shape targets)
    {
        var planned = training.Rent(StepKind.Step, inputs, targets, shard);
        rented.Add(planned);
        planned.Bind(values, start.Input);
        return planned;
    }

    /// <inheritdoc/>
    public T Scalar(string path) => values[path].Span[0];

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, Tensor<T>> Values() => values;

    /// <summary>Returns the plans to the pool.</summary>
    public void Dispose()
    {
        rented.ForEach(training.Return);
        rented.Clear();
    }
}
