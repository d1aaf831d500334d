using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// An engine that computes training steps: a pure function from state and batch to the next state, and its fold over batches. A
/// <see cref="Training{T}"/> is one; others compute the same steps on another device or with additional checks.
/// </summary>
/// <remarks>
/// An implementation provides <see cref="Training"/>, <see cref="Step"/> and <see cref="Fold"/>; <c>Scan</c> follows from these
/// (<see cref="Scanning"/>). <see cref="Explain"/> and <see cref="Memory"/> describe the engine's own steps: an engine that cannot does not
/// implement them, and they throw. Those of this library's plan are <c>engine.Training.Explain</c> and <c>engine.Training.Memory</c>.
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

    /// <summary>One training step: the next state after a batch. The given state is not changed.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="batch">The batch.</param>
    TrainState<T> Step(TrainState<T> state, Batch<T> batch);

    /// <summary>The state after a step on each batch in turn, bit for bit the same as that many calls of <see cref="Step"/>.</summary>
    /// <param name="state">The state before; it is not changed.</param>
    /// <param name="batches">The batches, read lazily.</param>
    TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches);

    /// <summary>
    /// The kernels of a step on a batch: forward, backward and the optimizer's update, each with its costs and its median time. The state
    /// is not changed.
    /// </summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="runs">The number of timed steps, after a warm-up.</param>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="NotSupportedException">The engine does not expose its kernels.</exception>
    ImmutableArray<PlannedKernel> Explain(TrainState<T> state, Batch<T> batch, int runs = 50) =>
        throw new NotSupportedException(
            $"{GetType().Name.Split('`')[0]} cannot explain its steps; Training.Explain explains those of the training's own plan."
        );

    /// <summary>The memory of a step on a batch, in bytes, before any step is run.</summary>
    /// <param name="inputs">The shape of the inputs of a batch.</param>
    /// <param name="targets">The shape of its targets.</param>
    /// <exception cref="ShapeException">Model and loss do not accept such a batch.</exception>
    /// <exception cref="NotSupportedException">The engine does not expose its memory.</exception>
    MemoryUse Memory(Shape inputs, Shape targets) =>
        throw new NotSupportedException(
            $"{GetType().Name.Split('`')[0]} does not report the memory of its steps; Training.Memory reports that of the training's own plan."
        );
}
