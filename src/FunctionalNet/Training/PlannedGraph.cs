using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A composed training without next values, through a plan.</summary>
/// <param name="Graph">What is computed.</param>
/// <param name="Plan">The plan of its results.</param>
internal sealed record PlannedGraph<T>(StepGraph Graph, Plan<T> Plan)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static PlannedGraph<T> Of(Training<T> training, StepKind kind, Shape inputs, Shape targets)
    {
        var graph = StepGraph.Of(training, inputs, targets, kind);
        return new(graph, Plan<T>.Compile(graph.ToGraph(graph.Results), [], training.Team));
    }

    /// <summary>The results for a state and a batch.</summary>
    /// <exception cref="ShapeException">The batch is not of the kind that the state was made for.</exception>
    /// <exception cref="LabelException">A label names no class.</exception>
    /// <exception cref="ArgumentException">The state is another training's.</exception>
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
}
