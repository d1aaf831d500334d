using System.Formats.Tar;
using System.IO.Compression;

namespace FunctionalNet.Conformance;

/// <summary>The source folders of this project, which contain the recorded files.</summary>
internal static class Sources
{
    /// <summary>The folder of this project.</summary>
    public static string Project { get; } = Path.Combine(Root(), "tests", "FunctionalNet.Conformance");

    /// <summary>The folder with a subfolder for each model exported by PyTorch.</summary>
    public static string PyTorch { get; } = Path.Combine(Project, "PyTorch");

    /// <summary>The folder of ONNX's backend tests: that of the environment variable ONNX_TESTDATA, or Debian's.</summary>
    public static string TestData { get; } =
        Environment.GetEnvironmentVariable("ONNX_TESTDATA") ?? "/usr/share/libonnx-testdata/data";

    /// <summary>Gets the folder with this project's copy of ONNX's node tests of 2026-08, unpacked into the program's folder.</summary>
    public static string NodeTests => Unpacked.Value;

    /// <summary>Gets the path of the packed node tests.</summary>
    public static string PackedNodeTests => Path.Combine(Project, "node-tests.tar.br");

    private static readonly Lazy<string> Unpacked = new(() =>
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "node-tests");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        using var packed = File.OpenRead(PackedNodeTests);
        using var tar = new BrotliStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(tar, folder, overwriteFiles: false);
        return folder;
    });

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FunctionalNet.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
