namespace FunctionalNet.Tests;

/// <summary>Files that are embedded in the tests.</summary>
internal static class Resources
{
    public static string Text(string name)
    {
        using var stream =
            typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The tests have no resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
