using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A composed training with its plan, for one shape of batch, or for one part of such batches.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Plan">The plan for its results and next values.</param>
/// <param name="Shard">The index of the part of a step, among those that this process computes.</param>
internal sealed record PlannedGraph<T>(StepGraph Graph, Plan<T> Plan, int Shard = 0) : IBoundStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private BatchMemory<T>? memory;

    /// <inheritdoc/>
    public Shape Inputs { get; } = Whole(Graph, Graph.Input);

    /// <inheritdoc/>
    public Shape Targets { get; } = Whole(Graph, Graph.Target);

    /// <inheritdoc/>
    public T Loss => Plan.Output(0)[0];

    /// <summary>
    /// The graph and plan of a training for batches of these shapes: for a step the part of the shard, for all else the whole.
    /// </summary>
    public static PlannedGraph<T> Of(Training<T> training, StepKind kind, Shape inputs, Shape targets, int shard = 0)
    {
        var spread = kind == StepKind.Step ? training.Spread : null;
        var graph =
            spread?.Takes(inputs[0].Size) == true
                ? StepGraph.Of(training, inputs, targets, spread.Of(inputs[0].Size, shard))
                : StepGraph.Of(training, inputs, targets, kind);
        var team = spread is { Teams: { IsEmpty: false } teams } ? teams[shard] : training.Team;
        return new(graph, Plan<T>.Compile(graph.ToGraph(graph.Results), graph.Updates, team), shard);
    }

    /// <summary>The results for a state and a batch, neither of which is changed.</summary>
    /// <exception cref="ShapeException">The batch does not have the sample shape that the state was created for.</exception>
    /// <exception cref="LabelException">A label names no class.</exception>
    /// <exception cref="ArgumentException">The state belongs to another training.</exception>
    public ImmutableArray<Tensor<T>> Run(TrainState<T> state, Batch<T> batch)
    {
        try
        {
            return Plan.Run(Graph.Bind(state, batch));
        }
        catch (LabelException e)
        {
            throw e.In(batch.Row(e.Sample));
        }
    }

    /// <summary>Binds the memory of parameters and slots, which <see cref="Run(Batch{T}, StepNoise)"/> changes.</summary>
    /// <exception cref="ArgumentException">A variable has no value: the state belongs to another training.</exception>
    /// <exception cref="ShapeException">A value has another shape: the batch does not have the sample shape that the state was created
    /// for.</exception>
    public void Bind(IReadOnlyDictionary<string, Tensor<T>> values, Shape sample)
    {
        foreach (var variable in Graph.States)
        {
            Plan.Bind(variable, Graph.Value(variable, values, sample));
        }
    }

    /// <inheritdoc/>
    public void Run(Batch<T> batch, StepNoise noise)
    {
        memory ??= new BatchMemory<T>(Graph, Plan);
        memory.Take(batch, noise);
        Plan.Run();
    }

    /// <summary>Adds the loss of the last run to a tally.</summary>
    public void AddTo(LossTally tally) => Graph.Losses.AddTo(tally, Plan);

    /// <summary>Each kernel.</summary>
    public override string ToString() => Plan.ToString();

    private static Shape Whole(StepGraph graph, Expr rows) =>
        graph.Share is { } share ? rows.Shape.With(0, share.Whole) : rows.Shape;
}
