using System.Diagnostics;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// Sums values over all parts of a batch, either immediately or on its own thread, in the order of the calls: during an asynchronous sum,
/// the caller continues to compute. Summing allocates nothing.
/// </summary>
/// <remarks>
/// A collective of MPI makes progress only within a call, so overlap takes a thread. Waking it costs more than a small sum: if no sum is
/// pending, the caller performs <see cref="Sum"/>.
/// </remarks>
internal sealed unsafe class AllReduceThread(IReducer reducer)
{
    // A thread that has been idle for this long ends; the next sum starts a new one.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly object gate = new();
    private readonly Queue<Request> queue = new();
    private Thread? thread;
    private Exception? failure;
    private long waited;

    /// <summary>Gets the total time that callers have waited for other parts.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, Volatile.Read(ref waited));

    /// <summary>Sums in place.</summary>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isIdle = false;
        lock (gate)
        {
            isIdle = queue.Count == 0;
        }

        if (!isIdle)
        {
            Begin(values);
            End(values);
            return;
        }

        var begun = Stopwatch.GetTimestamp();
        reducer.Sum(values);
        waited += Stopwatch.GetTimestamp() - begun;
    }

    /// <summary>
    /// Starts a sum in place, after those that were started before. The values must not move and must not be accessed until
    /// <see cref="End"/>.
    /// </summary>
    public void Begin<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* pointer = values)
        {
            lock (gate)
            {
                queue.Enqueue(
                    new((nint)pointer, values.Length, static (to, at, count) => to.Sum(new Span<T>((T*)at, count)))
                );
                if (thread is null)
                {
                    thread = new Thread(Carry) { IsBackground = true, Name = "FunctionalNet reducer" };
                    thread.Start();
                }

                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Waits until the sum of the values is complete.</summary>
    public void End<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var begun = Stopwatch.GetTimestamp();
        fixed (T* pointer = values)
        {
            lock (gate)
            {
                while (failure is null && IsOnItsWay((nint)pointer))
                {
                    Monitor.Wait(gate);
                }

                if (failure is not null)
                {
                    throw new InvalidOperationException($"A sum over the ranks has failed: {failure.Message}", failure);
                }
            }
        }

        waited += Stopwatch.GetTimestamp() - begun;
    }

    /// <summary>Resets after a failure, once no sum is pending.</summary>
    public void Reset()
    {
        lock (gate)
        {
            while (queue.Count > 0)
            {
                Monitor.Wait(gate);
            }

            failure = null;
        }
    }

    private bool IsOnItsWay(nint pointer)
    {
        foreach (var parcel in queue)
        {
            if (parcel.Pointer == pointer)
            {
                return true;
            }
        }

        return false;
    }

    private void Carry()
    {
        while (Next() is { } parcel)
        {
            Exception? error = null;
            try
            {
                parcel.Sum(reducer, parcel.Pointer, parcel.Count);
            }
            catch (Exception e)
            {
                // The exception is rethrown at the waiting caller.
                error = e;
            }

            lock (gate)
            {
                failure ??= error;
                queue.Dequeue();
                Monitor.PulseAll(gate);
            }
        }
    }

    private Request? Next()
    {
        lock (gate)
        {
            while (queue.Count == 0)
            {
                if (!Monitor.Wait(gate, Idle) && queue.Count == 0)
                {
                    thread = null;
                    return null;
                }
            }

            return queue.Peek();
        }
    }

    private readonly record struct Request(nint Pointer, int Count, Action<IReducer, nint, int> Sum);
}
