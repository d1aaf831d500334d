namespace FunctionalNet;

/// <summary>Masks: predicates that select parameters by path. One that selects none of them is a misspelt path.</summary>
internal static class PathMask
{
    /// <summary>An error if a mask selects none of several paths; none if there is no mask, or no path.</summary>
    /// <param name="name">What has the mask.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="paths">The paths of all parameters that it sees.</param>
    /// <param name="instead">What to do if none is meant.</param>
    /// <exception cref="ArgumentException">It selects none.</exception>
    public static void Check(string name, Func<string, bool>? mask, IEnumerable<string> paths, string instead)
    {
        string[] all = [.. paths];
        if (mask is not null && all.Length > 0 && !Array.Exists(all, mask.Invoke))
        {
            throw None(name, all, instead);
        }
    }

    /// <summary>The error of a selection that selects none of several paths.</summary>
    public static ArgumentException None(string name, IEnumerable<string> paths, string instead) =>
        new(
            $"{name}: no parameter has such a path; there are {Listing.Of(paths)}. Repair: give the paths of some of them, or {instead}.",
            nameof(paths)
        );
}
