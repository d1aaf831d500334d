using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// The steps of a training with the requirement that loss and state are finite: a value that is not is traced to its operator and layer. A
/// fold checks only the loss of each step, which costs next to nothing, and repeats its steps to find the cause.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>var trained = training.Checked.Fold(state, batches.Repeat(epochs: 10));</code></example>
public sealed class CheckedSteps<T> : IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CheckedSteps(Training<T> training) => Training = training;

    /// <inheritdoc/>
    public Training<T> Training { get; }

    /// <summary>The training, and how it is run.</summary>
    public override string ToString() => $"{Training}, checked";

    /// <inheritdoc/>
    /// <exception cref="DivergenceException">The loss or a value of the next state is not finite.</exception>
    public TrainState<T> Step(TrainState<T> state, Batch<T> batch)
    {
        var next = Training.Step(state, batch);
        return T.IsFinite(next.Loss) && Diagnosis.IsFinite(next)
            ? next
            : throw new DivergenceException(Diagnosis.Of(Training, state, batch));
    }

    /// <inheritdoc/>
    /// <remarks>The batches are read twice if a value is not finite.</remarks>
    /// <exception cref="DivergenceException">A loss or a value of the last state is not finite.</exception>
    public TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches)
    {
        var (last, divergence) = Fold(state, batches, [], new([]));
        return divergence is null ? last : throw new DivergenceException(divergence);
    }

    /// <inheritdoc/>
    public ImmutableArray<PlannedKernel> Explain(TrainState<T> state, Batch<T> batch, int runs = 50) =>
        Training.Explain(state, batch, runs);

    /// <inheritdoc/>
    public MemoryUse Memory(Shape inputs, Shape targets) => Training.Memory(inputs, targets);

    /// <summary>Folds until the first loss that is not finite, recording each loss and their total.</summary>
    internal (TrainState<T> State, Divergence? Divergence) Fold(
        TrainState<T> state,
        IEnumerable<Batch<T>> batches,
        List<T> losses,
        LossTally tally
    )
    {
        var last = Training.FoldWhile(
            state,
            batches,
            step =>
            {
                losses.Add(step.Loss);
                step.AddTo(tally);
                return T.IsFinite(step.Loss);
            }
        );
        return Diagnosis.IsFinite(last)
            ? (last, null)
            : (last, Diagnosis.Find(Training, state, batches.Take((int)(last.Step - state.Step))));
    }
}
