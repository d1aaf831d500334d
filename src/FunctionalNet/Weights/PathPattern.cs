using System.Text.RegularExpressions;

namespace FunctionalNet;

/// <summary>
/// A name with places that are open: <c>*</c> stands for a part between dots or slashes, <c>**</c> for anything. What stands there in one
/// name is put at the same places, counted from the left, of another pattern.
/// </summary>
internal sealed class PathPattern
{
    private readonly string[] literals;
    private readonly bool[] isWide;
    private readonly Regex regex;

    public PathPattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Text = pattern;
        var parts = Regex.Split(pattern, @"(?<stars>\*+)", RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout);
        literals = [.. parts.Where((_, i) => i % 2 == 0)];
        string[] stars = [.. parts.Where((_, i) => i % 2 == 1)];
        isWide = [.. stars.Select(star => star.Length > 1)];
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

    /// <summary>Gets how many places are open.</summary>
    public int Count => isWide.Length;

    /// <summary>What stands at the open places of a name; null where the name is another.</summary>
    public string[]? Match(string name) =>
        regex.Match(name) is { Success: true } match
            ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)]
            : null;

    /// <summary>The name with these parts at its open places.</summary>
    public string Fill(IReadOnlyList<string> parts) =>
        string.Concat(literals.Select((literal, i) => literal + (i == isWide.Length ? string.Empty : parts[i])));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
