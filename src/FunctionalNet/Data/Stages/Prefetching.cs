using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.ExceptionServices;

namespace FunctionalNet;

/// <summary>Batches that another thread makes ready while the training computes.</summary>
public static class Prefetching
{
    /// <summary>The same batches in the same order, made ready ahead by a thread of their own.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="ahead">How many are ready at most: so much more memory is used.</param>
    /// <example><code>var ready = digits.Shuffle(1).Batches(32).Prefetch(4);</code></example>
    public static Batches<T> Prefetch<T>(this Batches<T> batches, int ahead = 2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        return batches.Stage(
            (epoch, _) => epoch.Select(batch => Batch.Of(batch.Inputs, batch.Targets)).Prefetch(ahead)
        );
    }

    /// <summary>The same items in the same order, made ready ahead by a thread of their own; what it throws is thrown here, at its place.</summary>
    /// <inheritdoc cref="Prefetch{T}(Batches{T}, int)"/>
    /// <param name="items">The items.</param>
    /// <param name="ahead">How many are ready at most.</param>
    public static IEnumerable<TItem> Prefetch<TItem>(this IEnumerable<TItem> items, int ahead = 2)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        return Ahead(_ => items, ahead);
    }

    /// <summary>
    /// The items of an asynchronous sequence, such as from a network, in their order, waited for ahead by a thread of their own; what it throws
    /// is thrown here, at its place. So they become batches of an epoch.
    /// </summary>
    /// <param name="items">The items. Whoever takes no more cancels what they wait for.</param>
    /// <param name="ahead">How many are ready at most.</param>
    /// <example><code>
    /// static Batches&lt;float> Remote(Func&lt;int, IAsyncEnumerable&lt;Batch&lt;float>>> download) =>
    ///     new(epoch => download(epoch).Prefetch(), samples: 1_000, size: 50, inputShape: new(64), "1000 samples from afar");
    /// </code></example>
    public static IEnumerable<TItem> Prefetch<TItem>(this IAsyncEnumerable<TItem> items, int ahead = 2)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        return Ahead(stop => items.ToBlockingEnumerable(stop), ahead);
    }

    private static IEnumerable<TItem> Ahead<TItem>(Func<CancellationToken, IEnumerable<TItem>> items, int ahead)
    {
        using var stop = new CancellationTokenSource();
        using var ready = new BlockingCollection<(TItem Item, ExceptionDispatchInfo? Error)>(ahead);
        var producer = Task.Factory.StartNew(
            () => Produce(items(stop.Token), ready, stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            foreach (var (item, error) in ready.GetConsumingEnumerable(CancellationToken.None))
            {
                error?.Throw();
                yield return item;
            }
        }
        finally
        {
            // Whoever takes no more ends the thread too.
            stop.Cancel();
            producer.Wait(CancellationToken.None);
        }
    }

    private static void Produce<TItem>(
        IEnumerable<TItem> items,
        BlockingCollection<(TItem Item, ExceptionDispatchInfo? Error)> ready,
        CancellationToken stop
    )
    {
        try
        {
            foreach (var item in items)
            {
                ready.Add((item, null), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            Tell(error, ready, stop);
        }
        finally
        {
            ready.CompleteAdding();
        }
    }

    // Thrown again where the item would have come; nobody may be there any more.
    private static void Tell<TItem>(
        Exception error,
        BlockingCollection<(TItem Item, ExceptionDispatchInfo? Error)> ready,
        CancellationToken stop
    )
    {
        try
        {
            ready.Add((default!, ExceptionDispatchInfo.Capture(error)), stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
