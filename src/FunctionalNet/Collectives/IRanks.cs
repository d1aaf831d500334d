using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The processes that compute the steps of a training together, from the view of one of them. Every method is a collective: all ranks call
/// it, in the same order, and each call returns when its part is done. Only one thread may call at a time.
/// </summary>
/// <remarks>
/// Implemented over MPI in the package FunctionalNet.Mpi. Another library, such as NCCL, needs an implementation of this interface. MPI:
/// MPI_Allreduce, MPI_Isend and MPI_Irecv, MPI_Bcast, MPI_Abort.
/// </remarks>
/// <example><code>
/// IRanks ranks = Mpi.World;
/// var end = training.On(ranks).Fold(state, batches);
/// </code></example>
public interface IRanks
{
    /// <summary>Gets the index of this rank, from 0.</summary>
    int Rank { get; }

    /// <summary>Gets the number of ranks.</summary>
    int Count { get; }

    /// <summary>Sums values over the ranks, in place: the same bits on all of them, in an unspecified order of summation.</summary>
    /// <param name="values">The values of this rank, as many on each rank; then their sums.</param>
    void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Exchanges values with another rank, whose partner is this one.</summary>
    /// <param name="partner">The other rank.</param>
    /// <param name="mine">The values to send.</param>
    /// <param name="theirs">The buffer for the received values: as long as what the partner sends.</param>
    void Exchange<T>(int partner, ReadOnlySpan<T> mine, Span<T> theirs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Broadcasts the bytes of rank 0 to all ranks.</summary>
    /// <param name="values">The bytes, as many on each rank.</param>
    void Broadcast(Span<byte> values);

    /// <summary>A barrier that also verifies that all ranks are at the same place of the program.</summary>
    /// <param name="place">A number that identifies the place, such as a step.</param>
    /// <exception cref="InvalidOperationException">On each rank: they have different states, batches or options.</exception>
    void Agree(long place);

    /// <summary>Aborts all ranks, since this one cannot continue and the others would wait for it.</summary>
    /// <param name="error">The reason, for a message of one line.</param>
    void Abort(Exception error);
}
