namespace FunctionalNet.Execution;

/// <summary>Where the idle workers of a <see cref="Team"/> sleep. If none sleeps, waking costs one read.</summary>
internal sealed class Parking
{
    private readonly object gate = new();
    private readonly List<Placement> sleepers = [];
    private int count;

    /// <summary>Gets the number of threads that sleep or are about to.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>
    /// Blocks the calling thread while it is idle, until the next <see cref="Wake"/>. A worker that wakes too late for a call should look
    /// for the next call before it sleeps again, or it would miss that one too.
    /// </summary>
    /// <param name="placement">The placement of the calling thread.</param>
    /// <param name="isIdle">Whether there is no work.</param>
    public void Sleep(Placement placement, Func<bool> isIdle)
    {
        lock (gate)
        {
            // The count is raised before work is looked for here, and work is published before Wake reads the count, both with full
            // fences: either the worker sees the work or the caller sees the worker.
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

    /// <summary>Wakes all sleeping threads.</summary>
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
