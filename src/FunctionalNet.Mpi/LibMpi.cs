using System.Diagnostics;
using System.Runtime.InteropServices;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// The twelve functions of an MPI library that a training uses, with the handles of Open MPI 4 and 5, which are pointers, or of MPICH and
/// libraries with its ABI (Intel MPI, MVAPICH, Cray MPICH), which are numbers: the loaded library determines which.
/// </summary>
internal sealed unsafe partial class LibMpi
{
    /// <summary>The environment variable with the library, if it is neither the launcher's nor has a usual name.</summary>
    public const string LibraryVariable = "FUNCTIONALNET_MPI";

    // One thread at a time calls MPI, not always the same one.
    private const int Serialized = 2;

    // Transfers of many megabytes in one message stall now and then while the processor is busy.
    private const int MessageLength = 1 << 20;

    private const uint NapMicroseconds = 100;

    private static readonly TimeSpan LongTransfer = TimeSpan.FromMicroseconds(500);

    private const string OpenMpi = "libmpi.so.40";

    private static readonly string[] Mpich = ["libmpich.so.12", "libmpi.so.12"];

    private readonly nint library;
    private readonly delegate* unmanaged<void*, void*, int, int*, int> initialize;
    private readonly delegate* unmanaged<nint, int*, int> rank;
    private readonly delegate* unmanaged<nint, int*, int> size;
    private readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, int> allReduce;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> beginSend;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> beginReceive;
    private readonly delegate* unmanaged<nint*, int*, nint, int> test;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> broadcast;
    private readonly delegate* unmanaged<nint, int, int> abort;
    private readonly delegate* unmanaged<int> finish;
    private readonly nint world;
    private readonly nint inPlace;
    private readonly nint noStatus;

    private LibMpi(nint library)
    {
        this.library = library;
        var isOpenMpi = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _);
        initialize = (delegate* unmanaged<void*, void*, int, int*, int>)Export("MPI_Init_thread");
        rank = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank");
        size = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size");
        allReduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)Export("MPI_Allreduce");
        beginSend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Export("MPI_Isend");
        beginReceive = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Export("MPI_Irecv");
        test = (delegate* unmanaged<nint*, int*, nint, int>)Export("MPI_Test");
        broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast");
        abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        finish = (delegate* unmanaged<int>)Export("MPI_Finalize");

        // From the headers: symbols and small numbers in Open MPI, numbers in MPICH.
        (world, inPlace, noStatus) = isOpenMpi ? (Export("ompi_mpi_comm_world"), 1, 0) : (0x44000000, -1, 1);
        (Byte, Single, Double, Int64) = isOpenMpi
            ? (Export("ompi_mpi_byte"), Export("ompi_mpi_float"), Export("ompi_mpi_double"), Export("ompi_mpi_int64_t"))
            : (0x4c00010d, 0x4c00040a, 0x4c00080b, 0x4c00083a);
        (Add, Max) = isOpenMpi
            ? (Export("ompi_mpi_op_sum"), Export("ompi_mpi_op_max"))
            : ((nint)0x58000003, (nint)0x58000001);
    }

    public nint Byte { get; }

    public nint Single { get; }

    public nint Double { get; }

    public nint Int64 { get; }

    public nint Add { get; }

    public nint Max { get; }

    /// <summary>Loads the library of the launcher, or the first that is found, and initializes it.</summary>
    public static Either<Error, LibMpi> Load()
    {
        // UCX would handle SIGSEGV, which the .NET runtime converts to NullReferenceException. The runtime's environment is a copy: this
        // sets libc's.
        _ = SetEnvironment("UCX_ERROR_SIGNALS", string.Empty, overwrite: 0);
        string[] names =
            Environment.GetEnvironmentVariable(LibraryVariable) is { Length: > 0 } named ? [named]
            : Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is not null ? [OpenMpi]
            : Environment.GetEnvironmentVariable("PMI_SIZE") is not null ? Mpich
            : [OpenMpi, .. Mpich];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return Begin(new LibMpi(library));
            }
        }

        return Error.New(
            $"there is no MPI: none of {string.Join(", ", names)} can be loaded; install it (on Debian: apt-get install openmpi-bin), or name the library by {LibraryVariable}"
        );
    }

    public int Rank()
    {
        int value;
        Check(rank(world, &value), "MPI_Comm_rank");
        return value;
    }

    public int Size()
    {
        int value;
        Check(size(world, &value), "MPI_Comm_size");
        return value;
    }

    public void AllReduce(void* values, int count, nint type, nint operation) =>
        Check(allReduce((void*)inPlace, values, count, type, operation, world), "MPI_Allreduce");

    /// <summary>Sends to a rank and receives from it, in both directions at once, in messages of a few megabytes.</summary>
    public void Exchange<T>(T* mine, int given, T* theirs, int taken, nint type, int partner)
        where T : unmanaged
    {
        var messages = (Math.Max(given, taken) + MessageLength - 1) / MessageLength;

        // Each as wide as a handle of either library.
        var requests = stackalloc nint[2 * messages];
        for (var message = 0; message < messages; message++)
        {
            var at = message * MessageLength;
            var (send, receive) = (Length(given - at), Length(taken - at));
            Check(beginReceive(theirs + at, receive, type, partner, 0, world, requests + (2 * message)), "MPI_Irecv");
            Check(beginSend(mine + at, send, type, partner, 0, world, requests + (2 * message) + 1), "MPI_Isend");
        }

        for (var i = 0; i < 2 * messages; i++)
        {
            Await(requests + i);
        }

        static int Length(int left) => Math.Clamp(left, 0, MessageLength);
    }

    public void Broadcast(void* values, int count) => Check(broadcast(values, count, Byte, 0, world), "MPI_Bcast");

    public void Abort(int code) => abort(world, code);

    public void Finish() => Check(finish(), "MPI_Finalize");

    private static Either<Error, LibMpi> Begin(LibMpi mpi)
    {
        int provided;
        Check(mpi.initialize(null, null, Serialized, &provided), "MPI_Init_thread");
        return provided >= Serialized
            ? mpi
            : Error.New("this MPI does not let threads call it one at a time (MPI_THREAD_SERIALIZED)");
    }

    // A blocking call of MPI polls all the time, and takes the processor from a thread that computes meanwhile. So a long transfer is polled
    // between naps, during which the kernel goes on with what is in its buffers.
    private void Await(nint* request)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            int isDone;
            Check(test(request, &isDone, noStatus), "MPI_Test");
            if (isDone != 0)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(begun) > LongTransfer)
            {
                _ = Nap(NapMicroseconds);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Nap(uint microseconds);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"{call} answers with the error {code}.");
        }
    }

    private nint Export(string name) => NativeLibrary.GetExport(library, name);
}
