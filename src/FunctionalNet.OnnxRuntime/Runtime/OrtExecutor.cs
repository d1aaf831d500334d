using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Runtime;

/// <summary>
/// Runs steps on ONNX Runtime. The state is double-buffered on the device: each step reads one buffer and writes the other, alternating, so
/// nothing is copied between steps.
/// </summary>
internal sealed class OrtExecutor<T> : IStepExecutor<T, OrtExecutor<T>.Step>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OrtTraining<T> engine;
    private readonly TrainState<T> start;
    private readonly ImmutableSortedDictionary<string, (OrtValue Now, OrtValue Then)> states;
    private readonly List<Step> bound = [];
    private readonly OrtValue loss;
    private bool isEven = true;

    public OrtExecutor(OrtTraining<T> engine, TrainState<T> start)
    {
        (this.engine, this.start) = (engine, start);
        loss = Memory.Allocate(Element, Shape.Scalar);
        states = start.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value => States(value.Value, start.FrozenPaths.Contains(value.Key)),
            StringComparer.Ordinal
        );
    }

    private static TensorElementType Element =>
        typeof(T) == typeof(double) ? TensorElementType.Double : TensorElementType.Float;

    private DeviceMemory Memory => engine.Memory;

    /// <inheritdoc/>
    public Step Bind(Shape inputs, Shape targets)
    {
        var step = new Step(this, inputs, targets);
        bound.Add(step);
        return step;
    }

    /// <inheritdoc/>
    public T Scalar(string path) => Scalar(Now(path));

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, Tensor<T>> Values() =>
        start.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value =>
                start.FrozenPaths.Contains(value.Key)
                    ? value.Value
                    : Downloaded(Now(value.Key), new Tensor<T>(value.Value.Shape)),
            StringComparer.Ordinal
        );

    /// <summary>Frees the device memory.</summary>
    public void Dispose()
    {
        bound.ForEach(step => step.Dispose());
        foreach (var (now, then) in states.Values)
        {
            now.Dispose();
            if (then != now)
            {
                then.Dispose();
            }
        }

        loss.Dispose();
    }

    private BoundStep<T> Bind(OrtStep<T> compiled) => new(compiled, Memory, states, loss, start.Input);

    private OrtValue Now(string path) => isEven ? states[path].Now : states[path].Then;

    private T Scalar(OrtValue value) => Downloaded(value, new Tensor<T>(Shape.Scalar)).Span[0];

    // Frozen weights are only read, and stored once.
    private (OrtValue Now, OrtValue Then) States(Tensor<T> value, bool isFrozen)
    {
        var now = Uploaded(value);
        return (now, isFrozen ? now : Memory.Allocate(Element, value.Shape));
    }

    private OrtValue Uploaded(Tensor<T> tensor)
    {
        var value = Memory.Allocate(Element, tensor.Shape);
        using var view = TypedTensors.In(tensor, Element);
        Memory.Copy(view, value);
        GC.KeepAlive(tensor);
        return value;
    }

    private Tensor<T> Downloaded(OrtValue value, Tensor<T> tensor)
    {
        using var view = TypedTensors.In(tensor, Element);
        Memory.Copy(value, view);
        GC.KeepAlive(tensor);
        return tensor;
    }

    /// <summary>The step for one batch shape; without a CUDA graph once its capture has failed.</summary>
    internal sealed class Step(OrtExecutor<T> executor, Shape inputs, Shape targets) : IBoundStep<T>, IDisposable
    {
        private BoundStep<T> bound = executor.Bind(executor.engine.For(inputs, targets));

        /// <inheritdoc/>
        public Shape Inputs => inputs;

        /// <inheritdoc/>
        public Shape Targets => targets;

        /// <inheritdoc/>
        public T Loss => executor.Scalar(executor.loss);

        /// <inheritdoc/>
        public void Run(Batch<T> batch, StepNoise noise)
        {
            try
            {
                bound.Run(batch, noise, executor.isEven);
            }
            catch (OnnxRuntimeException) when (bound.IsCaptured)
            {
                // Nothing has read its results, so the step can be repeated without a CUDA graph.
                bound.Dispose();
                bound = executor.Bind(executor.engine.Uncaptured(inputs, targets));
                bound.Run(batch, noise, executor.isEven);
            }

            executor.isEven = !executor.isEven;
        }

        /// <summary>Frees the memory of its batches.</summary>
        public void Dispose() => bound.Dispose();
    }
}
