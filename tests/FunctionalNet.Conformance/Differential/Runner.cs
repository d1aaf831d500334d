using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Tries many cases in watched processes.</summary>
internal static class Runner
{
    /// <summary>The findings of some cases, by their numbers.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="numbers">The numbers of the cases.</param>
    /// <param name="workers">The number of processes.</param>
    /// <param name="found">Hears of each finding, one at a time.</param>
    /// <param name="stop">Ends it after the cases that are being tried.</param>
    public static void Run(
        int seed,
        IReadOnlyCollection<int> numbers,
        int workers,
        Action<int, Finding> found,
        CancellationToken stop = default
    )
    {
        var queue = new ConcurrentQueue<int>(numbers);
        var gate = new Lock();
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, workers)
                .Select(_ => new Thread(() =>
                {
                    using var worker = new Watched(seed);
                    while (!stop.IsCancellationRequested && queue.TryDequeue(out var number))
                    {
                        var finding = worker.Try(number);
                        lock (gate)
                        {
                            found(number, finding);
                        }
                    }
                })),
        ];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }
}
