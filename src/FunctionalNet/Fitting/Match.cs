namespace FunctionalNet;

/// <summary>Which parameters and slots are meant, by their paths.</summary>
/// <example><code>Match encoder = Match.Prefix("encoder/"), weights = Match.Where(path => path.EndsWith("/weight"));</code></example>
public sealed class Match
{
    private readonly Func<string, bool> takes;
    private readonly string description;

    private Match(string description, Func<string, bool> takes) =>
        (this.description, this.takes) = (description, takes);

    /// <summary>Gets the match of every path.</summary>
    public static Match All { get; } = new("everything", _ => true);

    /// <summary>Paths that begin so.</summary>
    public static Match Prefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new Match($"{prefix}...", path => path.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Paths for which something holds.</summary>
    public static Match Where(Func<string, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return new Match("a path that was asked for", holds);
    }

    /// <summary>Whether a path is meant.</summary>
    public bool Takes(string path) => takes(path);

    /// <summary>What is meant, in words.</summary>
    public override string ToString() => description;
}
