namespace FunctionalNet.Conformance;

/// <summary>The folders of this project's sources, where the recorded files lie.</summary>
internal static class Sources
{
    /// <summary>The folder of this project.</summary>
    public static string Project { get; } = Path.Combine(Root(), "tests", "FunctionalNet.Conformance");

    /// <summary>The models that PyTorch exported, a folder each.</summary>
    public static string PyTorch { get; } = Path.Combine(Project, "PyTorch");

    /// <summary>The folder of ONNX's own tests: Debian's, or that of the environment variable ONNX_TESTDATA.</summary>
    public static string TestData { get; } =
        Environment.GetEnvironmentVariable("ONNX_TESTDATA") ?? "/usr/share/libonnx-testdata/data";

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
