using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// What computes training steps: a pure function from state and batch to the next state, and its fold over batches. A
/// <see cref="Training{T}"/> is one; others compute the same steps in another place or with more care.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// TrainState&lt;float> Train(IEngine&lt;float> engine, TrainState&lt;float> state) => engine.Fold(state, batches.Repeat(epochs: 10));
/// </code></example>
public interface IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One training step: the state that follows from a batch. The given state is not changed.</summary>
    TrainState<T> Step(TrainState<T> state, Batch<T> batch);

    /// <summary>The state after a step on each batch in turn: bit for bit that of as many calls of <see cref="Step"/>.</summary>
    /// <param name="state">The state before; it is not changed.</param>
    /// <param name="batches">The batches, read lazily.</param>
    TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches);
}
