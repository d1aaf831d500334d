using System.Collections.Immutable;
using System.Text;

namespace FunctionalNet;

/// <summary>A token for each character of a text (Unicode scalar), in code point order.</summary>
/// <example><code>
/// var characters = CharacterTokenizer.Of("hello");
/// int[] tokens = characters.Encode("hole"); // e 0, h 1, l 2, o 3
/// </code></example>
public sealed class CharacterTokenizer : ITokenizer
{
    private readonly ImmutableArray<Rune> all;
    private readonly Dictionary<Rune, int> places;

    private CharacterTokenizer(ImmutableArray<Rune> all)
    {
        this.all = all;
        places = all.Index().ToDictionary(one => one.Item, one => one.Index);
    }

    /// <summary>Kind and number of tokens.</summary>
    public override string ToString() => $"characters, {Count} tokens";

    /// <inheritdoc/>
    public int Count => all.Length;

    /// <summary>The characters of a text.</summary>
    public static CharacterTokenizer Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([.. text.EnumerateRunes().Distinct().Order()]);
    }

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
        [
            .. text.EnumerateRunes()
                .Select(one =>
                    places.TryGetValue(one, out var token)
                        ? token
                        : throw new ArgumentException($"'{one}' is none of the {Count} characters.", nameof(text))
                ),
        ];
    }

    /// <inheritdoc/>
    public string Decode(params int[] tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Count, nameof(tokens));
            text.Append(all[token]);
        }

        return text.ToString();
    }
}
