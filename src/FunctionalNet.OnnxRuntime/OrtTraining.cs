using System.Numerics;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// An engine that runs the steps of a training on ONNX Runtime: the same states, folds and metrics, within rounding. During a fold,
/// parameters and slots stay on the device; only batches are copied there, and the state is copied back at its end.
/// </summary>
/// <remarks>
/// A step is compiled for each batch shape. On a GPU it is captured as a CUDA graph if ONNX Runtime supports that. Only one step or fold
/// runs at a time.
/// </remarks>
/// <typeparam name="T"><see cref="float"/>; <see cref="double"/> if ONNX Runtime has kernels for it.</typeparam>
/// <example><code>
/// using var engine = training.On(Ort.Cpu).OrThrow();
/// var trained = engine.Fold(training.Init(2, digits.InputShape), digits.Shuffle(1).Batches(128).Repeat(epochs: 10));
/// </code></example>
public sealed class OrtTraining<T> : IEngine<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Shape Inputs, Shape Targets), OrtStep<T>> steps = [];
    private readonly int threads;

    internal OrtTraining(Training<T> training, DeviceMemory memory, int threads) =>
        (Training, Memory, this.threads) = (training, memory, threads);

    /// <summary>Gets the device that it runs on.</summary>
    public Device Device => Memory.Device;

    /// <summary>Gets why it runs on another device than requested; empty if it does not.</summary>
    public string Note => Memory.Note;

    /// <summary>Gets the training.</summary>
    public Training<T> Training { get; }

    /// <summary>Gets the memory of the device.</summary>
    internal DeviceMemory Memory { get; }

    /// <summary>One training step: the next state after a batch. The given state is not changed.</summary>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">The batch is empty, or the state belongs to another training.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime has no kernel for an operator of the step.</exception>
    public TrainState<T> Step(TrainState<T> state, Batch<T> batch) => Fold(state, [batch]);

    /// <summary>The state after a step on each batch in turn. Until then, parameters and slots stay on the device.</summary>
    /// <param name="state">The state before; it is not changed.</param>
    /// <param name="batches">The batches, read lazily.</param>
    /// <exception cref="ShapeException">A batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">A batch is empty, or the state belongs to another training.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime has no kernel for an operator of the step.</exception>
    public TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(batches);
        return Session.Fold(Training.Loss, new OrtExecutor<T>(this, state), state, batches);
    }

    /// <summary>The loss on held-out samples, computed by this library's executor.</summary>
    /// <exception cref="ShapeException">The batch does not match model and loss.</exception>
    public T Evaluate(TrainState<T> state, Batch<T> batch) => Training.Evaluate(state, batch);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var step in steps.Values)
        {
            step.Dispose();
        }

        steps.Clear();
        Memory.Dispose();
    }

    /// <summary>The step for a batch shape, compiled on first use.</summary>
    internal OrtStep<T> For(Shape inputs, Shape targets)
    {
        lock (gate)
        {
            if (!steps.TryGetValue((inputs, targets), out var step))
            {
                step = steps[(inputs, targets)] = OrtStep<T>.Compile(Training, inputs, targets, Device, threads);
            }

            return step;
        }
    }

    /// <summary>The step for a batch shape, recompiled without a CUDA graph after its capture failed.</summary>
    internal OrtStep<T> Uncaptured(Shape inputs, Shape targets)
    {
        lock (gate)
        {
            steps[(inputs, targets)].Dispose();
            return steps[(inputs, targets)] = OrtStep<T>.Compile(
                Training,
                inputs,
                targets,
                Device,
                threads,
                isCaptured: false
            );
        }
    }
}

/// <summary>Trains on ONNX Runtime.</summary>
public static class OrtTraining
{
    /// <summary>This training on a device of ONNX Runtime. An error says what the device lacks.</summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="device"><see cref="Ort.Cpu"/>, <see cref="Ort.Cuda"/>, or <c>Ort.Cuda().OrCpu()</c>.</param>
    /// <param name="threads">The number of threads of one operator; 0 leaves it to ONNX Runtime.</param>
    /// <example><code>using var engine = training.On(Ort.Cuda()).OrThrow();</code></example>
    public static Either<Error, OrtTraining<T>> On<T>(this Training<T> training, Device device, int threads = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return training.Spread is null
            ? DeviceMemory.Open(device).Map(memory => new OrtTraining<T>(training, memory, threads))
            : Error.New(
                "a training over ranks or with shards runs on this library's own executor, not in ONNX Runtime"
            );
    }
}
