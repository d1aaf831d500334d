using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The steps of a training, but loss and state must be finite: what is not is traced to the operator and the layer where it arose. A
/// fold looks at the loss alone, which costs next to nothing, and runs its steps again once something is wrong.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>var trained = training.Checked.Fold(state, batches.Repeat(epochs: 10));</code></example>
public sealed class CheckedSteps<T> : IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Training<T> training;

    internal CheckedSteps(Training<T> training) => this.training = training;

    /// <inheritdoc/>
    /// <exception cref="DivergenceException">The loss or a value of the next state is not finite.</exception>
    public TrainState<T> Step(TrainState<T> state, Batch<T> batch)
    {
        var next = training.Step(state, batch);
        return T.IsFinite(next.Loss) && Diagnosis.IsFinite(next)
            ? next
            : throw new DivergenceException(Diagnosis.Of(training, state, batch));
    }

    /// <inheritdoc/>
    /// <remarks>The batches are read twice where something is not finite.</remarks>
    /// <exception cref="DivergenceException">A loss or a value of the last state is not finite.</exception>
    public TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches)
    {
        var (last, divergence) = Fold(state, batches, []);
        return divergence is null ? last : throw new DivergenceException(divergence);
    }

    /// <summary>Folds and notes the losses, up to the first that is not finite.</summary>
    internal (TrainState<T> State, Divergence? Divergence) Fold(
        TrainState<T> state,
        IEnumerable<Batch<T>> batches,
        List<T> losses
    )
    {
        var last = training.FoldWhile(
            state,
            batches,
            loss =>
            {
                losses.Add(loss);
                return T.IsFinite(loss);
            }
        );
        return Diagnosis.IsFinite(last)
            ? (last, null)
            : (last, Diagnosis.Find(training, state, batches.Take((int)(last.Step - state.Step))));
    }
}
