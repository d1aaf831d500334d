namespace FunctionalNet.Cli.Commands;

/// <summary>The output files that a command has named: two in one place would replace each other.</summary>
internal static class NamedOutputs
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Paths = new(StringComparer.Ordinal);

    /// <summary>Forgets those of an earlier command.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            Paths.Clear();
        }
    }

    /// <summary>Adds one; false if it is another output's already. A stream, such as /dev/null, takes any number.</summary>
    public static bool Add(FileInfo file)
    {
        lock (Gate)
        {
            return FileKinds.Of($"{file}") == FileKind.Stream || Paths.Add(WithoutLinks(file.FullName));
        }
    }

    // The path without symbolic links, also among its folders; from where nothing is there yet, as it is.
    private static string WithoutLinks(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in Path.GetRelativePath(real, path).Split(Path.DirectorySeparatorChar))
        {
            real = Path.Combine(real, part);
            try
            {
                real = File.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real;
            }
            catch (IOException)
            {
                // It is not there, or links lead in a circle, which is an error where it is written.
            }
        }

        return real;
    }
}
