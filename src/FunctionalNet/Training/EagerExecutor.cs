using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Runs steps one operator after the other (<see cref="Eager"/>).</summary>
internal sealed class EagerExecutor<T>(Training<T> training, TrainState<T> start)
    : IStepExecutor<T, EagerExecutor<T>.Step>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Shape sample = start.Input;
    private ImmutableSortedDictionary<string, Tensor<T>> values = start.Values;

    /// <inheritdoc/>
    public Step Bind(Shape inputs, Shape targets) => new(this, StepGraph.Of(training, inputs, targets));

    /// <inheritdoc/>
    public T Scalar(string path) => values[path].Span[0];

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, Tensor<T>> Values() => values;

    /// <summary>There are no resources to release.</summary>
    public void Dispose() { }

    /// <summary>The graph of a step.</summary>
    internal sealed class Step(EagerExecutor<T> executor, StepGraph step) : IBoundStep<T>
    {
        private readonly Graph graph = step.ToGraph([step.Loss, .. step.Updates.Select(update => update.Next)]);

        /// <inheritdoc/>
        public Shape Inputs => step.Input.Shape;

        /// <inheritdoc/>
        public Shape Targets => step.Target.Shape;

        /// <inheritdoc/>
        public T Loss { get; private set; }

        /// <inheritdoc/>
        public void Run(Batch<T> batch, StepNoise noise)
        {
            var results = Eager.RunStep(graph, step.Bind(executor.values, noise, batch, executor.sample));
            Loss = results[0].Span[0];
            executor.values = executor.values.SetItems(
                step.Updates.Select((update, i) => KeyValuePair.Create(update.Variable.Variable!.Path, results[i + 1]))
            );
        }
    }
}
