using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <summary>Operators that end a sequence of states or batches early, and with it a training.</summary>
public static class Stopping
{
    /// <summary>Continues while a score, lower is better, has improved within the last few items. NaN is no improvement.</summary>
    /// <param name="items">The items, such as the states after each epoch.</param>
    /// <param name="score">The score to minimize.</param>
    /// <param name="patience">The number of items without improvement before the end; the last of them is yielded too.</param>
    /// <param name="minDelta">The minimum decrease that counts as an improvement.</param>
    /// <example><code>
    /// var ended = training.Scan(state, batches.Epochs(100)).StopEarly(s => training.Evaluate(s, heldOut.All()), patience: 5);
    /// </code></example>
    public static IEnumerable<TItem> StopEarly<TItem>(
        this IEnumerable<TItem> items,
        Func<TItem, double> score,
        int patience,
        double minDelta = 0
    )
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patience);
        return Items();

        IEnumerable<TItem> Items()
        {
            var seen = Patience.Start;
            foreach (var item in items)
            {
                yield return item;
                seen = seen.After(score(item), minDelta);
                if (seen.Waited >= patience)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>For each item the best so far: the one with the lowest score, and the first of equals.</summary>
    /// <param name="items">The items, such as the states after each epoch.</param>
    /// <param name="score">The score to minimize. NaN is worst.</param>
    /// <example><code>var best = training.Scan(state, batches.Epochs(20)).BestSoFar(s => training.Evaluate(s, heldOut.All())).Last();</code></example>
    public static IEnumerable<TItem> BestSoFar<TItem>(this IEnumerable<TItem> items, Func<TItem, double> score)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(score);
        return Items();

        IEnumerable<TItem> Items()
        {
            var (seen, best) = (Patience.Start, default(TItem)!);
            var isFirst = true;
            foreach (var item in items)
            {
                seen = seen.After(score(item));
                best = seen.Waited == 0 || isFirst ? item : best;
                isFirst = false;
                yield return best;
            }
        }
    }

    /// <summary>
    /// Ends when the weights stop changing: with the first state whose parameters differ from the previous ones by less, ‖Δw‖ &lt; ε.
    /// </summary>
    /// <param name="states">The states, without the initial one.</param>
    /// <param name="epsilon">ε, a bound on the Euclidean norm over all parameters.</param>
    /// <example><code>var trained = training.Scan(state, batches.Repeat(10_000)).UntilConverged(1e-6).Last();</code></example>
    public static IEnumerable<TrainState<T>> UntilConverged<T>(this IEnumerable<TrainState<T>> states, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(states);
        return Items();

        IEnumerable<TrainState<T>> Items()
        {
            TrainState<T>? last = null;
            foreach (var state in states)
            {
                yield return state;
                if (last?.Distance(state) < epsilon)
                {
                    yield break;
                }

                last = state;
            }
        }
    }

    /// <summary>‖Δw‖: the Euclidean distance between the parameters of two states of a training.</summary>
    /// <example><code>double moved = trained.Distance(state);</code></example>
    public static double Distance<T>(this TrainState<T> state, TrainState<T> other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(other);
        return Math.Sqrt(
            state.Parameters.Sum(parameter =>
                Math.Pow(
                    double.CreateTruncating(
                        TensorPrimitives.Distance(parameter.Value.Span, other.Values[parameter.Key].Span)
                    ),
                    2
                )
            )
        );
    }

    /// <summary>The items until the token is canceled: on batches, a training ends after the current step.</summary>
    /// <example><code>var trained = training.Fold(state, batches.Repeat(100).Until(CancellationToken.None));</code></example>
    public static IEnumerable<TItem> Until<TItem>(this IEnumerable<TItem> items, CancellationToken stop) =>
        items.TakeWhile(_ => !stop.IsCancellationRequested);

    /// <summary>
    /// The items until a time has passed since the first was requested: on batches, a training ends after the current step.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="time">How long.</param>
    /// <param name="clock">The clock; the system's if null.</param>
    /// <example><code>var trained = training.Fold(state, batches.Repeat(100).Within(TimeSpan.FromMinutes(5)));</code></example>
    public static IEnumerable<TItem> Within<TItem>(
        this IEnumerable<TItem> items,
        TimeSpan time,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(items);
        return Items();

        IEnumerable<TItem> Items()
        {
            var provider = clock ?? TimeProvider.System;
            var start = provider.GetTimestamp();
            foreach (var item in items)
            {
                if (provider.GetElapsedTime(start) >= time)
                {
                    yield break;
                }

                yield return item;
            }
        }
    }
}
