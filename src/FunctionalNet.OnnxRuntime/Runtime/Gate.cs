namespace FunctionalNet.Runtime;

/// <summary>
/// Frees something once, and not before the last call that uses it has left: calls may run on several threads while another one closes
/// the gate. Nobody waits.
/// </summary>
/// <param name="name">What the callers know it as.</param>
/// <param name="free">Frees it.</param>
internal sealed class Gate(string name, Action free)
{
    private readonly Lock door = new();
    private int inside;
    private bool isClosed;

    /// <summary>Lets a call in, which leaves when it disposes of what it got.</summary>
    /// <exception cref="ObjectDisposedException">The gate is closed.</exception>
    public Call Enter()
    {
        lock (door)
        {
            if (isClosed)
            {
                throw new ObjectDisposedException(name);
            }

            inside++;
        }

        return new Call(this);
    }

    /// <summary>Lets no call in any more.</summary>
    public void Close()
    {
        bool isEmpty;
        lock (door)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            isEmpty = inside == 0;
        }

        if (isEmpty)
        {
            free();
        }
    }

    private void Leave()
    {
        bool isLast;
        lock (door)
        {
            inside--;
            isLast = isClosed && inside == 0;
        }

        if (isLast)
        {
            free();
        }
    }

    /// <summary>A call that is inside.</summary>
    public readonly ref struct Call(Gate gate)
    {
        public void Dispose() => gate.Leave();
    }
}
