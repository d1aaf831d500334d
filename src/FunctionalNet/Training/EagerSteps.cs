using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// The steps of a training, bit for bit, but one operator after the other and each value in memory of its own (<see cref="Eager"/>): slow,
/// and without any transformation of the planner, to tell whether the planner causes a problem.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>var same = training.Eager.Fold(state, batches);</code></example>
public sealed class EagerSteps<T> : IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal EagerSteps(Training<T> training) => Training = training;

    /// <inheritdoc/>
    public Training<T> Training { get; }

    /// <summary>The training, and how it is run.</summary>
    public override string ToString() => $"{Training}, operator by operator";

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">The batch is empty, or the state belongs to another training.</exception>
    public TrainState<T> Step(TrainState<T> state, Batch<T> batch) => Fold(state, [batch]);

    /// <inheritdoc/>
    public TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(batches);
        return Session.Fold(Training.Loss, new EagerExecutor<T>(Training, state), state, batches);
    }
}
