using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Steps in place on a private copy of a state: what <see cref="Training{T}.Fold"/> is made of. Nobody sees the copy before the last step,
/// so that the whole stays a pure function.
/// </summary>
internal sealed class Session<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Training<T> training;
    private readonly TrainState<T> start;
    private readonly ImmutableSortedDictionary<string, Tensor<T>> values;
    private readonly List<CompiledStep<T>> compiled = [];
    private readonly Tensor<T>? rate;
    private CompiledStep<T>? bound;
    private long step;
    private T loss;

    public Session(Training<T> training, TrainState<T> start)
    {
        (this.training, this.start, step, loss) = (training, start, start.Step, start.Loss);
        values = start.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value => new Tensor<T>(value.Value.Shape, value.Value.Span),
            StringComparer.Ordinal
        );
        rate = values.GetValueOrDefault(Trace.LearningRate);
    }

    /// <summary>Gets the loss of the last batch, before its step.</summary>
    public T Loss => loss;

    /// <summary>Counts it together with others.</summary>
    public void AddTo(LossTally tally) => bound!.AddTo(tally);

    public void Step(Batch<T> batch)
    {
        if (bound is null || !Fits(bound, batch))
        {
            bound = Known(batch) ?? Compile(batch);
        }

        var begun = Telemetry.Begin();
        try
        {
            loss = bound.Run(batch, new(start.Key, step));
        }
        catch (LabelException e)
        {
            throw e.In(batch.Row(e.Sample));
        }

        Telemetry.Count(start.Key, batch.Count, begun, loss, rate?.Span[0]);
        step++;
    }

    /// <summary>The kernels of a step with their times. The state goes on as by steps that see the same batch and noise.</summary>
    public ImmutableArray<PlannedKernel> Profile(Batch<T> batch, int runs)
    {
        Step(batch);
        return bound!.Profile(runs);
    }

    /// <summary>The state after the last step. The session ends with it: its memory is now the state's.</summary>
    public TrainState<T> State()
    {
        Dispose();
        return start with { Values = values, Step = step, Loss = loss };
    }

    /// <summary>Gives the compiled steps back.</summary>
    public void Dispose()
    {
        foreach (var used in compiled)
        {
            training.Return(used);
        }

        compiled.Clear();
        bound = null;
    }

    // Without a closure, which would allocate at each ragged batch.
    private CompiledStep<T>? Known(Batch<T> batch)
    {
        foreach (var known in compiled)
        {
            if (Fits(known, batch))
            {
                return known;
            }
        }

        return null;
    }

    private static bool Fits(CompiledStep<T> step, Batch<T> batch) =>
        Fits(step.Input.Shape, batch.Data.AllInputs.Shape, batch.Count)
        && Fits(step.Target.Shape, batch.Data.AllTargets.Shape, batch.Count);

    // Without a slice of the shape, which would allocate in each step.
    private static bool Fits(Shape compiled, Shape data, int count)
    {
        if (compiled.Rank != data.Rank || compiled[0].Size != count)
        {
            return false;
        }

        for (var axis = 1; axis < data.Rank; axis++)
        {
            if (compiled[axis] != data[axis])
            {
                return false;
            }
        }

        return true;
    }

    private CompiledStep<T> Compile(Batch<T> batch)
    {
        var rented = training.Rent(
            batch.NotEmpty().Data.AllInputs.Shape.With(0, batch.Count),
            batch.Data.AllTargets.Shape.With(0, batch.Count)
        );
        rented.Bind(values, start.Input);
        compiled.Add(rented);
        return rented;
    }
}
