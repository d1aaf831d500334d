namespace FunctionalNet;

/// <summary>Names in a message.</summary>
internal static class Listing
{
    private const int Most = 6;

    /// <summary>The first of many, and how many more.</summary>
    public static string Of(IEnumerable<string> names, string between = ", ")
    {
        string[] all = [.. names];
        return string.Join(between, all.Take(Most))
            + (all.Length > Most ? $" and {all.Length - Most} more" : string.Empty);
    }
}
