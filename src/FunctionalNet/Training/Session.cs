using System.Numerics;

namespace FunctionalNet;

/// <summary>In-place steps on a private copy of a state.</summary>
internal sealed class Session<T, TStep>(IStepExecutor<T, TStep> executor, TrainState<T> start)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TStep : class, IBoundStep<T>
{
    private readonly List<TStep> steps = [];
    private readonly bool hasRate = start.Values.ContainsKey(Trace.LearningRate);
    private TStep? last;
    private long step = start.Step;

    /// <summary>Gets the last step; valid after the first.</summary>
    public TStep Last => last!;

    /// <summary>Runs a step.</summary>
    public void Step(Batch<T> batch)
    {
        if (last is null || !Fits(last, batch))
        {
            last = Known(batch) ?? Bind(batch);
        }

        var begun = Telemetry.Begin();
        try
        {
            last.Run(batch, new(start.Key, step));
        }
        catch (LabelException e)
        {
            throw e.In(batch.Row(e.Sample));
        }

        step++;
        Telemetry.Count(
            start.Key,
            batch.Count,
            begun,
            Telemetry.HearsLosses ? last.Loss : (T?)null,
            Telemetry.HearsRates && hasRate ? executor.Scalar(Trace.LearningRate) : (T?)null
        );
    }

    /// <summary>The state after the last step; ends the session.</summary>
    public TrainState<T> State() =>
        start with
        {
            Values = executor.Values(),
            Step = step,
            Loss = step == start.Step ? start.Loss : Last.Loss,
        };

    // No closure, which would allocate for each partial batch.
    private TStep? Known(Batch<T> batch)
    {
        foreach (var known in steps)
        {
            if (Fits(known, batch))
            {
                return known;
            }
        }

        return null;
    }

    private static bool Fits(TStep step, Batch<T> batch) =>
        Fits(step.Inputs, batch.Data.AllInputs.Shape, batch.Count)
        && Fits(step.Targets, batch.Data.AllTargets.Shape, batch.Count);

    // No slice of the shape, which would allocate in each step.
    private static bool Fits(Shape bound, Shape data, int count)
    {
        if (bound.Rank != data.Rank || bound[0].Size != count)
        {
            return false;
        }

        for (var axis = 1; axis < data.Rank; axis++)
        {
            if (bound[axis] != data[axis])
            {
                return false;
            }
        }

        return true;
    }

    private TStep Bind(Batch<T> batch)
    {
        var inputs = batch.NotEmpty().Data.AllInputs.Shape;
        Binding.RequireSamples(start.Input, inputs);
        var bound = executor.Bind(inputs.With(0, batch.Count), batch.Data.AllTargets.Shape.With(0, batch.Count));
        steps.Add(bound);
        return bound;
    }
}

/// <summary>
/// The common implementation of <see cref="IEngine{T}.Fold"/>: in-place steps on a private copy of a state. The copy is not visible before
/// the last step, so the whole remains a pure function.
/// </summary>
internal static class Session
{
    /// <summary>The state after a step on each batch in turn.</summary>
    /// <param name="loss">The loss, which may not take all targets.</param>
    /// <param name="executor">Computes the steps on its copy of the state; it is disposed of.</param>
    /// <param name="start">The state before.</param>
    /// <param name="batches">The batches, read lazily.</param>
    /// <param name="goesOn">Whether another step follows; always if absent.</param>
    public static TrainState<T> Fold<T, TStep>(
        Loss loss,
        IStepExecutor<T, TStep> executor,
        TrainState<T> start,
        IEnumerable<Batch<T>> batches,
        Func<TStep, bool>? goesOn = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : class, IBoundStep<T>
    {
        using (executor)
        {
            var session = new Session<T, TStep>(executor, start);
            var targets = new TargetCheck(loss);
            foreach (var batch in batches)
            {
                if (targets.Find(batch) is { } wrong)
                {
                    throw wrong;
                }

                session.Step(batch);
                if (goesOn?.Invoke(session.Last) == false)
                {
                    break;
                }
            }

            return session.State();
        }
    }
}
