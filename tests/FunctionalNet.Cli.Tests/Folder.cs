namespace FunctionalNet.Cli.Tests;

/// <summary>A temporary folder that is deleted at the end of the test.</summary>
public sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fnet").FullName;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public string Write(string file, string text)
    {
        File.WriteAllText(this[file], text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
