using System.Runtime.InteropServices;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>OpenBLAS, if it is installed.</summary>
internal static unsafe partial class OpenBlas
{
    /// <summary>The name of the peer in rows.</summary>
    public const string Name = "OpenBLAS";

    /// <summary>How to install it on Debian.</summary>
    public const string Install = "apt-get install libopenblas0-pthread";

    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    /// <summary>Gets a value indicating whether it is installed.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>Gets the version and the kernels that it selected.</summary>
    public static string Version => Marshal.PtrToStringAnsi(Config()) ?? string.Empty;

    /// <summary>C = A B for dense row-major matrices; each operand may be stored transposed.</summary>
    public static void Multiply(int m, int n, int k, bool transA, bool transB, float* a, float* b, float* c) =>
        Sgemm(
            RowMajor,
            transA ? Transposed : Plain,
            transB ? Transposed : Plain,
            m,
            n,
            k,
            1,
            a,
            transA ? m : k,
            b,
            transB ? k : n,
            0,
            c,
            n
        );

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Config();

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Sgemm(
        int order,
        int transA,
        int transB,
        int m,
        int n,
        int k,
        float alpha,
        float* a,
        int lda,
        float* b,
        int ldb,
        float beta,
        float* c,
        int ldc
    );
}
