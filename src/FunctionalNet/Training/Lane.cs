using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>Steps in place on a private copy of a state, of the whole batch or of one of the parts of it that are computed in this process.</summary>
internal sealed class Lane<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Training<T> training;
    private readonly TrainState<T> start;
    private readonly int number;
    private readonly List<CompiledStep<T>> compiled = [];
    private CompiledStep<T>? bound;

    public Lane(Training<T> training, TrainState<T> start, int number)
    {
        (this.training, this.start, this.number) = (training, start, number);
        Values = start.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value => new Tensor<T>(value.Value.Shape, value.Value.Span),
            StringComparer.Ordinal
        );
    }

    /// <summary>Gets parameters and slots after the last step.</summary>
    public ImmutableSortedDictionary<string, Tensor<T>> Values { get; }

    /// <summary>Gets the step of the last batch.</summary>
    public CompiledStep<T> Bound => bound!;

    /// <summary>Compiles what a batch needs, unless it is there.</summary>
    public void Bind(Batch<T> batch)
    {
        if (bound is null || !Fits(bound, batch))
        {
            bound = Known(batch) ?? Compile(batch);
        }
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
        Fits(step.Key.Inputs, batch.Data.AllInputs.Shape, batch.Count)
        && Fits(step.Key.Targets, batch.Data.AllTargets.Shape, batch.Count);

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
            new(
                batch.NotEmpty().Data.AllInputs.Shape.With(0, batch.Count),
                batch.Data.AllTargets.Shape.With(0, batch.Count),
                number
            )
        );
        rented.Bind(Values, start.Input);
        compiled.Add(rented);
        return rented;
    }
}
