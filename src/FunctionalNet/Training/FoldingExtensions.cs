using System.Numerics;
using FunctionalNet;

/// <summary>Training as a fold over batches.</summary>
/// <remarks>
/// In no namespace, as LanguageExt's own folds over sequences: C# looks there before it looks at the usings of a file, would find
/// those alone, and they know nothing of training in place (and their Scan begins with the seed).
/// </remarks>
public static class FoldingExtensions
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

        if (step is { Target: Training<T> training, Method.Name: nameof(training.CheckedStep) })
        {
            var (state, divergence) = batches.FoldFinite(seed, training, []);
            return divergence is null ? state : throw new DivergenceException(divergence);
        }

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

    /// <summary>The state after each part of the batches, lazily: each part is folded, so that its steps allocate nothing.</summary>
    /// <param name="parts">The parts, such as <see cref="Batches{T}.Epochs"/> or batches in chunks.</param>
    /// <param name="seed">The state before; it is not yielded.</param>
    /// <param name="step">From state and batch to the next state.</param>
    /// <example><code>
    /// var trained = batches.Epochs(50).Scan(state, training.Step).StopEarly(s => training.Evaluate(s, heldOut.All()), patience: 5).Last();
    /// </code></example>
    public static IEnumerable<TrainState<T>> Scan<T>(
        this IEnumerable<IEnumerable<Batch<T>>> parts,
        TrainState<T> seed,
        Func<TrainState<T>, Batch<T>, TrainState<T>> step
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(step);
        return States();

        IEnumerable<TrainState<T>> States()
        {
            var state = seed;
            foreach (var part in parts)
            {
                yield return state = part.Fold(state, step);
            }
        }
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

    /// <summary>Steps in place as long as something holds for the loss of the last.</summary>
    internal static TrainState<T> FoldInPlace<T>(
        this IEnumerable<Batch<T>> batches,
        TrainState<T> seed,
        Training<T> training,
        Func<T, bool> goesOn
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var session = new Session<T>(training, seed);
        foreach (var batch in batches)
        {
            session.Step(batch);
            if (!goesOn(session.Loss))
            {
                break;
            }
        }

        return session.State();
    }

    /// <summary>
    /// Steps in place and notes the losses, up to the first that is not finite. Where it arose is looked for by running again.
    /// </summary>
    internal static (TrainState<T> State, Divergence? Divergence) FoldFinite<T>(
        this IEnumerable<Batch<T>> batches,
        TrainState<T> seed,
        Training<T> training,
        List<T> losses
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var state = batches.FoldInPlace(
            seed,
            training,
            loss =>
            {
                losses.Add(loss);
                return T.IsFinite(loss);
            }
        );
        return Diagnosis.IsFinite(state)
            ? (state, null)
            : (state, Diagnosis.Find(training, seed, batches.Take((int)(state.Step - seed.Step))));
    }
}
