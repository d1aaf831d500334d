using System.Numerics;
using System.Runtime.InteropServices;

namespace FunctionalNet.Execution;

/// <summary>Ranks that are threads of this process: the laws of distributed trainings run on them, on every machine.</summary>
internal sealed class ThreadRanks : IRanks
{
    private readonly Group group;

    private ThreadRanks(Group group, int rank) => (this.group, Rank) = (group, rank);

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count => group.Count;

    /// <summary>Runs a function on each rank, on its own thread, and returns the results.</summary>
    /// <exception cref="AggregateException">The exceptions of the ranks that failed, and of those that waited for them.</exception>
    public static TResult[] Run<TResult>(int count, Func<IRanks, TResult> program)
    {
        var together = new Group(count);
        var tasks = Enumerable
            .Range(0, count)
            .Select(rank =>
                Task.Factory.StartNew(
                    () => Program(new(together, rank), program),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            )
            .ToArray();
        return Task.WhenAll(tasks).Result;
    }

    /// <inheritdoc/>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => group.Sums.Shards[Rank].Sum(values);

    /// <inheritdoc/>
    public unsafe void Exchange<T>(int partner, ReadOnlySpan<T> mine, Span<T> theirs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* pointer = mine)
        {
            group.Posted[Rank] = (nint)pointer;
            group.Barrier.Wait();
            new ReadOnlySpan<T>((T*)group.Posted[partner], theirs.Length).CopyTo(theirs);
            group.Barrier.Wait();
        }
    }

    /// <inheritdoc/>
    public unsafe void Broadcast(Span<byte> values)
    {
        fixed (byte* pointer = values)
        {
            group.Posted[Rank] = (nint)pointer;
            group.Barrier.Wait();
            if (Rank > 0)
            {
                new ReadOnlySpan<byte>((byte*)group.Posted[0], values.Length).CopyTo(values);
            }

            group.Barrier.Wait();
        }
    }

    /// <inheritdoc/>
    public void Agree(long place)
    {
        var first = place;
        Broadcast(MemoryMarshal.AsBytes(new Span<long>(ref first)));
        if (first != place)
        {
            var error = new InvalidOperationException(
                $"The ranks disagree: rank 0 is at {first}, rank {Rank} at {place}."
            );
            Abort(error);
            throw error;
        }
    }

    /// <inheritdoc/>
    public void Abort(Exception error)
    {
        group.Barrier.Fail(error);
        group.Sums.Fail(error);
    }

    private static TResult Program<TResult>(ThreadRanks ranks, Func<IRanks, TResult> program)
    {
        try
        {
            return program(ranks);
        }
        catch (Exception e)
        {
            ranks.Abort(e);
            throw;
        }
    }

    private sealed class Group(int count)
    {
        public int Count => count;

        public ThreadBarrier Barrier { get; } = new(count);

        public TreeSum Sums { get; } = new(count, null);

        public nint[] Posted { get; } = new nint[count];
    }
}
