using System.Text.RegularExpressions;

namespace FunctionalNet;

/// <summary>
/// A name with wildcards: <c>*</c> matches a part between dots or slashes, <c>**</c> anything. The matches in one name are substituted for
/// the wildcards of another pattern, from left to right.
/// </summary>
internal sealed class PathPattern
{
    private readonly string[] literals;
    private readonly bool[] isWide;
    private readonly Regex? regex;

    public PathPattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Text = pattern;
        var parts = Regex.Split(pattern, @"(?<stars>\*+)", RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout);
        literals = [.. parts.Where((_, i) => i % 2 == 0)];
        string[] stars = [.. parts.Where((_, i) => i % 2 == 1)];
        isWide = [.. stars.Select(star => star.Length > 1)];
        if (stars.Length == 0)
        {
            return;
        }

        var text = string.Concat(
            literals.Select(
                (literal, i) =>
                    Regex.Escape(literal)
                    + (
                        i == isWide.Length ? string.Empty
                        : isWide[i] ? $"(?<part{i}>.+)"
                        : $"(?<part{i}>[^./]+)"
                    )
            )
        );
        regex = new(
            $"^{text}\\z",
            RegexOptions.NonBacktracking
                | RegexOptions.ExplicitCapture
                | RegexOptions.Singleline
                | RegexOptions.CultureInvariant
        );
    }

    /// <summary>Gets the pattern.</summary>
    public string Text { get; }

    /// <summary>Gets the number of wildcards.</summary>
    public int Count => isWide.Length;

    /// <summary>The matches of the wildcards in a name; null if it does not match.</summary>
    public string[]? Match(string name) =>
        regex is null ? (name == Text ? [] : null)
        : regex.Match(name) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)]
        : null;

    /// <summary>The name with these matches for its wildcards.</summary>
    public string Fill(IReadOnlyList<string> parts) =>
        string.Concat(literals.Select((literal, i) => literal + (i == isWide.Length ? string.Empty : parts[i])));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
