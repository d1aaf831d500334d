using System.Text.RegularExpressions;

namespace FunctionalNet.Vocabularies;

/// <summary>A token that is found in the text itself, before it is taken apart.</summary>
/// <param name="Content">Its characters.</param>
/// <param name="Id">Its number.</param>
/// <param name="IsSpecial">Whether it stands for no text.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalized text, after those of the raw one.</param>
/// <param name="StripsLeft">Whether white space before it belongs to it.</param>
/// <param name="StripsRight">Whether white space behind it belongs to it.</param>
internal sealed record AddedToken(
    string Content,
    int Id,
    bool IsSpecial = true,
    bool IsNormalized = false,
    bool StripsLeft = false,
    bool StripsRight = false
);

/// <summary>Finds added tokens in texts: from left to right, the longest of those that begin at one place.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, AddedToken> tokens;
    private readonly Regex pattern;

    /// <summary>Initializes a new instance of the <see cref="AddedTokens"/> class.</summary>
    /// <param name="tokens">The tokens, with distinct contents.</param>
    public AddedTokens(AddedToken[] tokens)
    {
        this.tokens = tokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
        var contents = this.tokens.Keys.OrderByDescending(content => content.Length).Select(Regex.Escape);
        pattern = new(string.Join('|', contents), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    /// <summary>The tokens of a text, and the texts between them.</summary>
    public IEnumerable<(string Text, int? Token)> Split(string text)
    {
        var end = 0;
        foreach (Match match in pattern.Matches(text))
        {
            var token = tokens[match.Value];
            var start = token.StripsLeft ? text.AsSpan(0, match.Index).TrimEnd().Length : match.Index;
            if (start > end)
            {
                yield return (text[end..start], null);
            }

            yield return (match.Value, token.Id);
            end = match.Index + match.Length;
            if (token.StripsRight)
            {
                end = text.Length - text.AsSpan(end).TrimStart().Length;
            }
        }

        if (end < text.Length)
        {
            yield return (text[end..], null);
        }
    }
}
