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
            return FileKinds.Of($"{file}") == FileKind.Stream || Paths.Add(file.FullName);
        }
    }
}
