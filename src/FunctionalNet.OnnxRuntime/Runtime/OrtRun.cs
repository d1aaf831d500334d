using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Runtime;

/// <summary>
/// Steps of one fold. The state lies twice on the device: each step reads the one and writes the other, and the next step goes
/// the other way, so that nothing is copied between steps.
/// </summary>
internal sealed class OrtRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OrtTraining<T> engine;
    private readonly TrainState<T> start;
    private readonly ImmutableSortedDictionary<string, (OrtValue Now, OrtValue Then)> states;
    private readonly List<BoundStep<T>> bound = [];
    private readonly OrtValue loss;
    private long step;

    public OrtRun(OrtTraining<T> engine, TrainState<T> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        (this.engine, this.start, step) = (engine, start, start.Step);
        loss = Memory.Allocate(Element, Shape.Scalar);
        states = start.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value => (Uploaded(value.Value), Memory.Allocate(Element, value.Value.Shape)),
            StringComparer.Ordinal
        );
    }

    private static TensorElementType Element =>
        typeof(T) == typeof(double) ? TensorElementType.Double : TensorElementType.Float;

    private DeviceMemory Memory => engine.Memory;

    private bool IsEven => (step - start.Step) % 2 == 0;

    public void Step(Batch<T> batch)
    {
        var (inputs, targets) = (
            batch.NotEmpty().Data.AllInputs.Shape.With(0, batch.Count),
            batch.Data.AllTargets.Shape.With(0, batch.Count)
        );
        var known = bound.Find(one => one.Input == inputs && one.Target == targets);
        if (known is null)
        {
            known = Bind(engine.For(inputs, targets));
        }

        var begun = Telemetry.Begin();
        var noise = new StepNoise(start.Key, step);
        try
        {
            known.Run(batch, noise, IsEven);
        }
        catch (OnnxRuntimeException) when (known.IsCaptured)
        {
            // What it has written nobody has read, so that the step can be done again without a graph of CUDA's.
            bound.Remove(known);
            known.Dispose();
            Bind(engine.Uncaptured(inputs, targets)).Run(batch, noise, IsEven);
        }

        step++;
        Telemetry.Count(
            start.Key,
            batch.Count,
            begun,
            Telemetry.HearsLosses ? Loss() : (T?)null,
            Telemetry.HearsRates && states.ContainsKey(Trace.LearningRate) ? Scalar(Now(Trace.LearningRate)) : (T?)null
        );
    }

    public TrainState<T> State()
    {
        var values = start.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value => Downloaded(Now(value.Key), new Tensor<T>(value.Value.Shape)),
            StringComparer.Ordinal
        );
        return start with { Values = values, Step = step, Loss = step == start.Step ? start.Loss : Loss() };
    }

    public void Dispose()
    {
        foreach (var one in bound)
        {
            one.Dispose();
        }

        foreach (var (now, then) in states.Values)
        {
            now.Dispose();
            then.Dispose();
        }

        loss.Dispose();
    }

    private BoundStep<T> Bind(OrtStep<T> compiled)
    {
        var one = new BoundStep<T>(compiled, Memory, states, loss, start.Input);
        bound.Add(one);
        return one;
    }

    private OrtValue Now(string path) => IsEven ? states[path].Now : states[path].Then;

    private T Loss() => Scalar(loss);

    private T Scalar(OrtValue value) => Downloaded(value, new Tensor<T>(Shape.Scalar)).Span[0];

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
}
