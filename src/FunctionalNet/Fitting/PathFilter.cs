namespace FunctionalNet;

/// <summary>A selection of parameters and slots by their paths.</summary>
/// <example><code>PathFilter encoder = PathFilter.Prefix("encoder/"), weights = PathFilter.Where(path => path.EndsWith("/weight"));</code></example>
public sealed class PathFilter
{
    private readonly Func<string, bool> takes;
    private readonly string description;

    private PathFilter(string description, Func<string, bool> takes) =>
        (this.description, this.takes) = (description, takes);

    /// <summary>Gets the filter that matches every path.</summary>
    public static PathFilter All { get; } = new("everything", _ => true);

    /// <summary>Matches paths by prefix.</summary>
    public static PathFilter Prefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new PathFilter($"{prefix}...", path => path.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Matches paths by a predicate.</summary>
    public static PathFilter Where(Func<string, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return new PathFilter("a path that was asked for", holds);
    }

    /// <summary>Whether a path matches.</summary>
    public bool Takes(string path) => takes(path);

    /// <summary>A description of the selection.</summary>
    public override string ToString() => description;
}
