using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Runs cases in supervised child processes.</summary>
internal static class Runner
{
    /// <summary>Runs the cases and reports their findings.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="numbers">The numbers of the cases.</param>
    /// <param name="workers">The number of processes.</param>
    /// <param name="found">Called with each finding, one at a time.</param>
    /// <param name="stop">Stops after the cases that are running.</param>
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
