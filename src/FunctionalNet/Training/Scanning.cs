using System.Numerics;

namespace FunctionalNet;

/// <summary>Intermediate states of a training, lazily.</summary>
public static class Scanning
{
    /// <summary>The state after each batch; yielded states are never changed.</summary>
    /// <param name="engine">The engine that computes the steps.</param>
    /// <param name="state">The state before; it is not yielded.</param>
    /// <param name="batches">The batches, read lazily.</param>
    /// <example><code>
    /// var losses = training.Scan(state, batches).Select(s => s.Loss);
    /// </code></example>
    public static IEnumerable<TrainState<T>> Scan<T>(
        this IEngine<T> engine,
        TrainState<T> state,
        IEnumerable<Batch<T>> batches
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(batches);
        return States(state, batches, engine.Step);
    }

    /// <summary>The state after each part of the batches: each part is folded, so its steps allocate nothing.</summary>
    /// <param name="engine">The engine that computes the steps.</param>
    /// <param name="state">The state before; it is not yielded.</param>
    /// <param name="parts">The parts, such as <see cref="Batches{T}.Epochs"/> or batches in chunks.</param>
    /// <example><code>
    /// var trained = training.Scan(state, batches.Epochs(50)).StopEarly(s => training.Evaluate(s, heldOut.All()), patience: 5).Last();
    /// </code></example>
    public static IEnumerable<TrainState<T>> Scan<T>(
        this IEngine<T> engine,
        TrainState<T> state,
        IEnumerable<IEnumerable<Batch<T>>> parts
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parts);
        return States(state, parts, engine.Fold);
    }

    private static IEnumerable<TrainState<T>> States<T, TPart>(
        TrainState<T> state,
        IEnumerable<TPart> parts,
        Func<TrainState<T>, TPart, TrainState<T>> next
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var part in parts)
        {
            yield return state = next(state, part);
        }
    }
}
