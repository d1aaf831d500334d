using System.Numerics;
using System.Runtime.InteropServices;

namespace FunctionalNet;

/// <summary>The ranks of MPI_COMM_WORLD.</summary>
/// <remarks>
/// A rank that ends notifies the others, which would wait forever: an unhandled exception and an exit code other than 0 end the job, and
/// the others detect a rank that ends normally at their next step.
/// </remarks>
internal sealed unsafe class MpiRanks : IRanks
{
    private const long Ended = long.MaxValue;

    private static readonly TimeSpan LineOnItsWay = TimeSpan.FromMilliseconds(300);

    private readonly LibMpi mpi;
    private readonly Lock gate = new();
    private volatile bool isTerminated;

    public MpiRanks(LibMpi mpi)
    {
        (this.mpi, Rank, Count) = (mpi, mpi.Rank(), mpi.Size());
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Abort((Exception)e.ExceptionObject);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        Terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => isTerminated = true);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    // The signal is handled as long as this is referenced.
    private PosixSignalRegistration Terminated { get; }

    /// <inheritdoc/>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* pointer = values)
        {
            lock (gate)
            {
                mpi.AllReduce(pointer, values.Length, TypeOf<T>(), mpi.Add);
            }
        }
    }

    /// <inheritdoc/>
    public void Exchange<T>(int partner, ReadOnlySpan<T> mine, Span<T> theirs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (
            T* from = mine,
                to = theirs
        )
        {
            lock (gate)
            {
                mpi.Exchange(from, mine.Length, to, theirs.Length, TypeOf<T>(), partner);
            }
        }
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values)
    {
        fixed (byte* pointer = values)
        {
            lock (gate)
            {
                mpi.Broadcast(pointer, values.Length);
            }
        }
    }

    /// <inheritdoc/>
    public void Agree(long place)
    {
        lock (gate)
        {
            Meet(place);
        }
    }

    /// <inheritdoc/>
    public void Abort(Exception error)
    {
        var line = error.Message.ReplaceLineEndings(" ");
        Console.Error.WriteLine($"rank {Rank} of {Count}: {line} ({error.GetType().Name})");

        // The launcher needs time to forward it before it ends this process.
        Thread.Sleep(LineOnItsWay);
        mpi.Abort(1);
    }

    private nint TypeOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? mpi.Single
        : typeof(T) == typeof(double) ? mpi.Double
        : throw new NotSupportedException($"MPI adds up float and double, not {typeof(T).Name}.");

    // The maximum and, as complement, the minimum.
    private void Meet(long place)
    {
        var both = stackalloc long[] { place, ~place };
        mpi.AllReduce(both, 2, mpi.Int64, mpi.Max);
        if (both[0] != ~both[1])
        {
            throw new InvalidOperationException(
                both[0] == Ended
                    ? place == Ended
                        ? "it has ended, while another rank trains on."
                        : "another rank has ended, while this one trains on."
                    : "the ranks disagree: they have different states, batches or options."
            );
        }
    }

    private void End()
    {
        // A thread within MPI waits for others, and does not return.
        if (Environment.ExitCode != 0 || isTerminated || !gate.TryEnter())
        {
            mpi.Abort(Environment.ExitCode is 0 ? 1 : Environment.ExitCode);
            return;
        }

        try
        {
            Meet(Ended);
            mpi.Finish();
        }
        catch (InvalidOperationException e)
        {
            Abort(e);
        }
    }
}
