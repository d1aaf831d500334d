using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace FunctionalNet.Execution;

/// <summary>
/// A persistent group of threads that share the parts of a <see cref="ParallelBody"/>; the caller is worker 0. Idle workers spin briefly,
/// because the next kernel of a step follows within microseconds, then park.
/// </summary>
internal sealed class Team : IDisposable
{
    public const string ThreadsVariable = "FUNCTIONALNET_THREADS";

    private const int MaxThreads = 1024;

    private static readonly Lazy<Team> LazyShared = new(() =>
        new(ParseThreads(Environment.GetEnvironmentVariable(ThreadsVariable), Environment.ProcessorCount))
    );

    private static readonly ConcurrentDictionary<int, Team> Teams = [];

    // How long an idle worker spins before it parks: waking it again costs more than this.
    private static readonly long SpinTicks = Stopwatch.Frequency / 1_000_000 * 80;

    private static readonly long YieldTicks = Stopwatch.Frequency / 1_000_000 * 4;

    [ThreadStatic]
    private static Team? insideOf;

    [ThreadStatic]
    private static int insideAs;

    private readonly Parking parking = new();
    private bool started;
    private volatile bool disposed;
    private Counters counters;
    private ParallelBody? work;
    private int parts;
    private Exception? error;

    public Team(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Threads = threads;
    }

    /// <summary>Gets the team of the process: one thread per processor, or FUNCTIONALNET_THREADS threads.</summary>
    public static Team Shared => LazyShared.Value;

    /// <summary>The team with a number of threads, one per process and number; the shared one if no number is given.</summary>
    public static Team Of(int? threads) =>
        threads is null || threads == Shared.Threads ? Shared : Teams.GetOrAdd(threads.Value, count => new Team(count));

    public int Threads { get; }

    /// <summary>Gets a value indicating whether the calling thread runs a part for this team.</summary>
    public bool IsInside => insideOf == this;

    /// <summary>Gets the index of the calling thread within this team.</summary>
    public int Worker => insideOf == this ? insideAs : 0;

    /// <summary>Gets a value indicating whether the team has started its threads, which the first work of several parts does.</summary>
    internal bool IsStarted => Volatile.Read(ref started);

    /// <summary>Gets the number of workers that are parked.</summary>
    internal int Parked => parking.Count;

    /// <summary>
    /// Runs parts 0 to <paramref name="parts"/> - 1 and returns when all are done. Which thread runs which part is not determined. While
    /// the team works for another caller (or for an outer call), this caller runs its parts alone. After an exception in a part, parts that
    /// have not begun are skipped, and the first exception is thrown here.
    /// </summary>
    public void Run(ParallelBody work, int parts)
    {
        if (parts <= 1 || Threads == 1 || IsInside || Interlocked.CompareExchange(ref counters.Busy, 1, 0) != 0)
        {
            var worker = Worker;
            for (var part = 0; part < parts; part++)
            {
                work.Run(part, worker);
            }

            return;
        }

        Start();
        this.work = work;
        this.parts = parts;
        counters.Unfinished = parts;
        Interlocked.Exchange(ref counters.Left, parts);
        parking.Wake();
        var (outerTeam, outerWorker) = (insideOf, insideAs);
        (insideOf, insideAs) = (this, 0);
        TakeParts(worker: 0);
        (insideOf, insideAs) = (outerTeam, outerWorker);
        Join();
        var failure = error;
        error = null;
        this.work = null;
        Volatile.Write(ref counters.Busy, 0);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the worker threads. The team still runs work afterwards, on the caller alone.</summary>
    public void Dispose()
    {
        // Busy stays 1, so that later callers run their parts themselves.
        var wait = default(SpinWait);
        while (!disposed && Interlocked.CompareExchange(ref counters.Busy, 1, 0) != 0)
        {
            wait.SpinOnce();
        }

        disposed = true;
        Interlocked.MemoryBarrier();
        parking.Wake();
    }

    internal static int ParseThreads(string? value, int otherwise)
    {
        if (string.IsNullOrEmpty(value))
        {
            return Math.Min(otherwise, MaxThreads);
        }

        return
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            && threads is >= 1 and <= MaxThreads
            ? threads
            : throw new InvalidOperationException(
                $"The environment variable {ThreadsVariable} is '{value}', "
                    + $"but must be a whole number from 1 to {MaxThreads}. Correct it or remove it."
            );
    }

    // Reached only by the caller that holds Busy.
    private void Start()
    {
        if (started)
        {
            return;
        }

        for (var worker = 1; worker < Threads; worker++)
        {
            var number = worker;
            new Thread(() => Loop(number)) { IsBackground = true, Name = $"FunctionalNet worker {number}" }.Start();
        }

        started = true;
    }

    private void Loop(int worker)
    {
        (insideOf, insideAs) = (this, worker);
        var placement = new Placement();
        var isIdle = () => Volatile.Read(ref counters.Left) <= 0 && !disposed;
        var yielded = Stopwatch.GetTimestamp();
        while (!disposed)
        {
            var since = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref counters.Left) <= 0)
            {
                if (Stopwatch.GetTimestamp() - since > SpinTicks)
                {
                    parking.Sleep(placement, isIdle);
                    break;
                }

                Pause(ref yielded);
            }

            TakeParts(worker);
        }
    }

    // A claim (a decrement that leaves 0 or more) succeeds only while a call waits for that part, so `work` and `parts` cannot change
    // under a worker that holds one; a late worker finds nothing to claim.
    private void TakeParts(int worker)
    {
        while (Volatile.Read(ref counters.Left) > 0)
        {
            var left = Interlocked.Decrement(ref counters.Left);
            if (left < 0)
            {
                return;
            }

            try
            {
                if (Volatile.Read(ref error) is null)
                {
                    work!.Run(parts - 1 - left, worker);
                }
            }
            catch (Exception e)
            {
                // Every exception of a part is rethrown at the caller.
                Interlocked.CompareExchange(ref error, e, null);
            }

            Interlocked.Decrement(ref counters.Unfinished);
        }
    }

    private void Join()
    {
        var yielded = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref counters.Unfinished) != 0)
        {
            Pause(ref yielded);
        }
    }

    // With more runnable threads than processors, the awaited thread may need this processor.
    private static void Pause(ref long yielded)
    {
        Thread.SpinWait(1);
        var now = Stopwatch.GetTimestamp();
        if (now - yielded > YieldTicks)
        {
            Thread.Yield();
            yielded = now;
        }
    }

    // Each counter has cache lines of its own, so that spinning readers do not slow the writers of another.
    [StructLayout(LayoutKind.Explicit, Size = 4 * 128)]
    private struct Counters
    {
        [FieldOffset(1 * 128)]
        public int Left;

        [FieldOffset(2 * 128)]
        public int Unfinished;

        [FieldOffset(3 * 128)]
        public int Busy;
    }
}
