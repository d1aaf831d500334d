namespace FunctionalNet;

/// <summary>Lists of names in messages.</summary>
internal static class Listing
{
    private const int Max = 6;

    /// <summary>The first of many names, and the number of the others.</summary>
    public static string Of(IEnumerable<string> names, string between = ", ")
    {
        string[] all = [.. names];
        return string.Join(between, all.Take(Max))
            + (all.Length > Max ? $" and {all.Length - Max} more" : string.Empty);
    }
}
