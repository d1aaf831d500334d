using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// What computes training steps: a pure function from state and batch to the next state, and its fold over batches. A
/// <see cref="Training{T}"/> is one; others compute the same steps in another place or with more care.
/// </summary>
/// <remarks>
/// Whoever writes one says <see cref="Training"/>, <see cref="Step"/> and <see cref="Fold"/>; <c>Scan</c> follows from these
/// (<see cref="Scanning"/>). <see cref="Explain"/> and <see cref="Memory"/> are of the engine's own steps: one that cannot tell them leaves
/// them out, and they throw. Those of this library's plan are <c>engine.Training.Explain</c> and <c>engine.Training.Memory</c>.
/// </remarks>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// TrainState&lt;float> Train(IEngine&lt;float> engine, TrainState&lt;float> state) => engine.Fold(state, batches.Repeat(epochs: 10));
/// </code></example>
public interface IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the training whose steps it computes.</summary>
    Training<T> Training { get; }

    /// <summary>One training step: the state that follows from a batch. The given state is not changed.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="batch">The batch.</param>
    TrainState<T> Step(TrainState<T> state, Batch<T> batch);

    /// <summary>The state after a step on each batch in turn: bit for bit that of as many calls of <see cref="Step"/>.</summary>
    /// <param name="state">The state before; it is not changed.</param>
    /// <param name="batches">The batches, read lazily.</param>
    TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches);

    /// <summary>
    /// What a step on a batch is made of: forward, backward and the optimizer's update, each kernel with its costs and its
    /// median time. The state is not changed.
    /// </summary>
    /// <param name="state">The state to step from.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="runs">The number of steps that are timed, after others that warm up.</param>
    /// <exception cref="ShapeException">The batch does not fit model, loss and state.</exception>
    /// <exception cref="NotSupportedException">The engine does not tell its kernels.</exception>
    ImmutableArray<PlannedKernel> Explain(TrainState<T> state, Batch<T> batch, int runs = 50) =>
        throw new NotSupportedException(
            $"{GetType().Name.Split('`')[0]} does not tell the kernels of its steps; Training.Explain tells those of the training's own plan."
        );

    /// <summary>What a step on a batch takes, in bytes, before any is run.</summary>
    /// <param name="inputs">The shape of the inputs of a batch.</param>
    /// <param name="targets">The shape of its targets.</param>
    /// <exception cref="ShapeException">Model and loss do not take such a batch.</exception>
    /// <exception cref="NotSupportedException">The engine does not tell its memory.</exception>
    MemoryUse Memory(Shape inputs, Shape targets) =>
        throw new NotSupportedException(
            $"{GetType().Name.Split('`')[0]} does not tell the memory of its steps; Training.Memory tells that of the training's own plan."
        );
}
