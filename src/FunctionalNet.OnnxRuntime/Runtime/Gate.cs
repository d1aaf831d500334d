namespace FunctionalNet.Runtime;

/// <summary>
/// Frees a resource once, after the last call that uses it has ended: calls may run on several threads while another one closes the gate.
/// Nothing blocks.
/// </summary>
/// <param name="name">The name of the resource for callers.</param>
/// <param name="free">Frees the resource.</param>
internal sealed class Gate(string name, Action free)
{
    private readonly Lock door = new();
    private int inside;
    private bool isClosed;

    /// <summary>Begins a call, which ends when the result is disposed of.</summary>
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

    /// <summary>Rejects further calls.</summary>
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

    /// <summary>A running call.</summary>
    public readonly ref struct Call(Gate gate)
    {
        public void Dispose() => gate.Leave();
    }
}
