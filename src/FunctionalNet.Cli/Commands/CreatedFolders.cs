namespace FunctionalNet.Cli.Commands;

/// <summary>The folders that a command creates for its outputs. A command that ends early removes those that are still empty.</summary>
internal static class CreatedFolders
{
    private static readonly Lock Gate = new();
    private static readonly List<DirectoryInfo> Created = [];

    /// <summary>Creates a folder, with those that it lies in.</summary>
    public static void Create(DirectoryInfo folder)
    {
        lock (Gate)
        {
            for (var missing = folder; missing is { Exists: false }; missing = missing.Parent)
            {
                Created.Add(missing);
            }
        }

        folder.Create();
    }

    /// <summary>Forgets the folders of an earlier command.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            Created.Clear();
        }
    }

    /// <summary>Removes the empty ones, the innermost first.</summary>
    public static void RemoveEmpty()
    {
        lock (Gate)
        {
            foreach (var folder in Created.OrderByDescending(folder => folder.FullName.Length))
            {
                try
                {
                    folder.Delete();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It is not empty, or not there.
                }
            }
        }
    }
}
