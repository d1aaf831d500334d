using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.ExceptionServices;

namespace FunctionalNet;

/// <summary>Prepares batches on another thread while the training computes.</summary>
public static class Prefetching
{
    /// <summary>The same batches in the same order, prepared ahead on another thread.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="ahead">The maximum number of prepared batches, which take memory.</param>
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

    /// <summary>The same items in the same order, prepared ahead on another thread; its exceptions are rethrown here, in order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="ahead">The maximum number of prepared items.</param>
    /// <example><code>IEnumerable&lt;Batch&lt;float>> ready = digits.Batches(32).Repeat(epochs: 3).Prefetch();</code></example>
    public static IEnumerable<TItem> Prefetch<TItem>(this IEnumerable<TItem> items, int ahead = 2)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        return Ahead(_ => items, ahead);
    }

    /// <summary>
    /// The items of an asynchronous sequence, such as from a network, in order, awaited ahead on another thread; its exceptions are
    /// rethrown here, in order. They may be the batches of an epoch.
    /// </summary>
    /// <param name="items">The items. Ending the enumeration cancels them.</param>
    /// <param name="ahead">The maximum number of prepared items.</param>
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
            // Ending the enumeration also ends the thread.
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

    // Rethrown in place of the item; the consumer may have ended already.
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
