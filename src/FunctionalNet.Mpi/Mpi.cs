using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Training over MPI: the processes started by <c>mpirun</c> or <c>srun</c> compute each step together.</summary>
/// <remarks>
/// Open MPI 4.1 and 5, MPICH 4 and libraries with its ABI. The library is loaded on first use; the environment variable FUNCTIONALNET_MPI
/// selects another one than the launcher's.
/// </remarks>
/// <example><code>
/// var training = Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).On(Mpi.World); // mpirun -n 8 dotnet run
/// </code></example>
public static class Mpi
{
    private static readonly Lazy<Either<Error, IRanks>> Opened = new(Load);

    // Set by Open MPI, by MPICH's Hydra and Slurm's PMI, and by PMIx.
    private static readonly string[] Launchers =
    [
        "OMPI_COMM_WORLD_SIZE",
        "PMI_SIZE",
        "PMIX_RANK",
        LibMpi.LibraryVariable,
    ];

    /// <summary>Gets the ranks of MPI_COMM_WORLD; one rank, this process, without a launcher.</summary>
    /// <exception cref="InvalidOperationException">A launcher started the process, and there is no MPI library.</exception>
    public static IRanks World =>
        Opened.Value.IfLeft(error => throw new InvalidOperationException($"Cannot train over MPI: {error.Message}."));

    /// <summary>The same, or an error that says what is missing.</summary>
    /// <example><code>IRanks ranks = Mpi.Open().OrThrow();</code></example>
    public static Either<Error, IRanks> Open() => Opened.Value;

    private static Either<Error, IRanks> Load() =>
        Array.Exists(Launchers, name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
            ? LibMpi.Load().Map<IRanks>(mpi => new MpiRanks(mpi))
            : new SingleRank();

    private sealed class SingleRank : IRanks
    {
        public int Rank => 0;

        public int Count => 1;

        public void Sum<T>(Span<T> values)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> { }

        public void Exchange<T>(int partner, ReadOnlySpan<T> mine, Span<T> theirs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => mine.CopyTo(theirs);

        public void Broadcast(Span<byte> values) { }

        public void Agree(long place) { }

        public void Abort(Exception error) { }
    }
}
