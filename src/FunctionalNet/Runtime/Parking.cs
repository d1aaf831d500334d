namespace FunctionalNet.Execution;

/// <summary>Where the idle workers of a <see cref="Team"/> sleep. Costs the waker a read while nobody does.</summary>
internal sealed class Parking
{
    private readonly object gate = new();
    private readonly List<Placement> sleepers = [];
    private int count;

    /// <summary>Gets the number of threads that sleep, or are about to.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>
    /// Lets the calling thread sleep while it is idle, until the next <see cref="Wake"/>. Woken too late for a call, it is to
    /// look out for the next one, rather than to be too late for that as well.
    /// </summary>
    /// <param name="placement">The thread's own.</param>
    /// <param name="isIdle">Whether there is nothing to do.</param>
    public void Sleep(Placement placement, Func<bool> isIdle)
    {
        lock (gate)
        {
            // Raised before work is looked for here, and work is there before the count is read in Wake, both with full
            // fences: so either the worker sees the work or the caller sees the worker.
            Interlocked.Increment(ref count);
            if (isIdle())
            {
                sleepers.Add(placement);
                Monitor.Wait(gate);
            }

            Interlocked.Decrement(ref count);
        }

        placement.Free();
    }

    /// <summary>Wakes all that sleep.</summary>
    public void Wake()
    {
        if (Count == 0)
        {
            return;
        }

        lock (gate)
        {
            foreach (var sleeper in sleepers)
            {
                sleeper.KeepAway();
            }

            sleepers.Clear();
            Monitor.PulseAll(gate);
        }
    }
}
