using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Training steps without a plan, to tell what is the planner's doing.</summary>
public static class EagerSteps
{
    /// <summary>
    /// The same as <see cref="Training{T}.Step"/>, bit for bit, but one operator after the other and each value in memory of its own
    /// (<see cref="Eager"/>): slow, and free of all that a plan does.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="state">The state, which is not changed.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="ShapeException">The batch does not fit model, loss and state.</exception>
    /// <exception cref="ArgumentException">The batch is empty.</exception>
    /// <example><code>var same = batches.Fold(state, training.EagerStep);</code></example>
    public static TrainState<T> EagerStep<T>(this Training<T> training, TrainState<T> state, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(state);
        var (inputs, targets) = (batch.NotEmpty().Inputs, batch.Targets);
        var (trace, x, target, loss) = training.Compose(inputs.Shape, targets.Shape);
        Expr[] changed = [.. trace.Nexts.Keys];
        var results = Eager.Run(
            new Graph([x, target, .. trace.Variables], [loss, .. changed.Select(variable => trace.Nexts[variable])]),
            [inputs, targets, .. trace.Variables.Select(state.Value)]
        );
        return state with
        {
            Values = state.Values.SetItems(
                changed.Select((variable, i) => KeyValuePair.Create(variable.Variable!.Path, results[i + 1]))
            ),
            Step = state.Step + 1,
            Loss = results[0].Span[0],
        };
    }
}
