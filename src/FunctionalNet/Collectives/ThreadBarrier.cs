namespace FunctionalNet.Execution;

/// <summary>
/// A reusable barrier for threads. After a failure of one of them, every thread that waits or arrives gets an exception. Waiting allocates
/// nothing.
/// </summary>
internal sealed class ThreadBarrier(int count)
{
    private readonly object gate = new();
    private int arrived;
    private long round;
    private Exception? failure;

    /// <summary>Returns when all threads have arrived.</summary>
    /// <exception cref="InvalidOperationException">One of them has failed.</exception>
    public void Wait()
    {
        lock (gate)
        {
            if (failure is null && ++arrived == count)
            {
                arrived = 0;
                round++;
                Monitor.PulseAll(gate);
                return;
            }

            for (var mine = round; failure is null && round == mine; )
            {
                Monitor.Wait(gate);
            }

            if (failure is not null)
            {
                throw new InvalidOperationException($"Another rank has failed: {failure.Message}", failure);
            }
        }
    }

    /// <summary>Marks a thread as failed, until <see cref="Reset"/>.</summary>
    public void Fail(Exception error)
    {
        lock (gate)
        {
            failure ??= error;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Resets the barrier. No thread may be waiting.</summary>
    public void Reset()
    {
        lock (gate)
        {
            (arrived, failure) = (0, null);
        }
    }
}
