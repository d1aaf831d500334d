namespace FunctionalNet.Cli.Tests;

/// <summary>The repository, from which tests read files.</summary>
internal static class Repository
{
    /// <summary>Gets the root folder.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo place) =>
        File.Exists(Path.Combine(place.FullName, "FunctionalNet.sln")) ? place.FullName : Find(place.Parent!);
}
