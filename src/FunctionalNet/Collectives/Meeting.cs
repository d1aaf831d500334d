namespace FunctionalNet.Execution;

/// <summary>
/// Where threads wait for each other, again and again. Once one of them has failed, nobody waits for it any more: each that comes or waits
/// has an exception. Meeting allocates nothing.
/// </summary>
internal sealed class Meeting(int count)
{
    private readonly object gate = new();
    private int arrived;
    private long round;
    private Exception? failure;

    /// <summary>Returns when all have come.</summary>
    /// <exception cref="InvalidOperationException">One of them has failed.</exception>
    public void Meet()
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

    /// <summary>Says that one of them comes no more, until <see cref="Reset"/>.</summary>
    public void Fail(Exception error)
    {
        lock (gate)
        {
            failure ??= error;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Begins anew. None of them may be on its way.</summary>
    public void Reset()
    {
        lock (gate)
        {
            (arrived, failure) = (0, null);
        }
    }
}
