namespace FunctionalNet.Cli.Tests;

/// <summary>Where the sources lie that tests read files from.</summary>
internal static class Repository
{
    /// <summary>Gets its folder.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo place) =>
        File.Exists(Path.Combine(place.FullName, "FunctionalNet.sln")) ? place.FullName : Find(place.Parent!);
}
