using System.Numerics;

namespace FunctionalNet;

/// <summary>Training as a fold over batches.</summary>
public static class Folding
{
    /// <summary>
    /// The state after a step on each batch in turn. For <see cref="Training{T}.Step"/> the memory of states that nobody can see
    /// is used again, and a step allocates nothing; the result is that of the pure steps, bit for bit.
    /// </summary>
    /// <param name="batches">The batches, read lazily. Stop early by ending the sequence, for instance with TakeWhile.</param>
    /// <param name="seed">The state before; it is not changed.</param>
    /// <param name="step">From state and batch to the next state.</param>
    /// <example><code>
    /// var trained = digits.Shuffle(1).Batches(128).Repeat(epochs: 10).Fold(training.Init(2, digits.InputShape), training.Step);
    /// </code></example>
    public static TrainState<T> Fold<T>(
        this IEnumerable<Batch<T>> batches,
        TrainState<T> seed,
        Func<TrainState<T>, Batch<T>, TrainState<T>> step
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(step);

        // A delegate to an engine's own step is known to be that pure function.
        if (step.Target is not IEngine<T> engine || step.Method.DeclaringType != engine.GetType())
        {
            return batches.Aggregate(seed, step);
        }

        using var run = engine.Start(seed);
        foreach (var batch in batches)
        {
            run.Step(batch);
        }

        return run.State();
    }

    /// <summary>The state after each batch, lazily; every state that is yielded stays as it is.</summary>
    /// <param name="batches">The batches, read lazily.</param>
    /// <param name="seed">The state before; it is not yielded.</param>
    /// <param name="step">From state and batch to the next state.</param>
    /// <example><code>
    /// var losses = batches.Scan(state, training.Step).Select(s => s.Loss);
    /// </code></example>
    public static IEnumerable<TrainState<T>> Scan<T>(
        this IEnumerable<Batch<T>> batches,
        TrainState<T> seed,
        Func<TrainState<T>, Batch<T>, TrainState<T>> step
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(step);
        return States();

        IEnumerable<TrainState<T>> States()
        {
            var state = seed;
            foreach (var batch in batches)
            {
                yield return state = step(state, batch);
            }
        }
    }
}
