using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Processes that take the steps of a training together, as one of them sees them. Every method is a collective: all ranks call it, in the
/// same order, and each returns when its part is done. One thread calls at a time.
/// </summary>
/// <remarks>
/// MPI is one, in the package FunctionalNet.Mpi. Another, such as one over NCCL, implements the same. MPI: MPI_Allreduce, MPI_Sendrecv,
/// MPI_Bcast, MPI_Abort.
/// </remarks>
/// <example><code>
/// IRanks ranks = Mpi.World;
/// var end = training.On(ranks).Fold(state, batches);
/// </code></example>
public interface IRanks
{
    /// <summary>Gets the number of this rank, from 0.</summary>
    int Rank { get; }

    /// <summary>Gets how many ranks there are.</summary>
    int Count { get; }

    /// <summary>Adds up values over the ranks, in place: the same bits on all of them, in an order of its own.</summary>
    /// <param name="values">This rank's values, as many as every other's; then their sums.</param>
    void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Gives values to another rank and takes that one's, of which this one is the partner.</summary>
    /// <param name="partner">The other rank.</param>
    /// <param name="mine">What goes there.</param>
    /// <param name="theirs">What comes from there: as many as that one gives.</param>
    void Exchange<T>(int partner, ReadOnlySpan<T> mine, Span<T> theirs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Makes the bytes on all ranks those of rank 0.</summary>
    /// <param name="values">The bytes, as many on each rank.</param>
    void Broadcast(Span<byte> values);

    /// <summary>Waits for all ranks, and holds them to the same place of the program.</summary>
    /// <param name="place">Any number that tells the place, such as a step.</param>
    /// <exception cref="InvalidOperationException">On each rank: they are at different places.</exception>
    void Agree(long place);

    /// <summary>Ends all ranks, since this one cannot go on and the others would wait for it.</summary>
    /// <param name="error">Why, for the one line that is told.</param>
    void Abort(Exception error);
}
