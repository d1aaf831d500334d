using System.Text;
using System.Text.RegularExpressions;

namespace FunctionalNet.Vocabularies;

/// <summary>The alphabet in which GPT-2's vocabularies write bytes: printable ones as they are, the others as letters from U+0100 on.</summary>
internal sealed class ByteLetters
{
    private const int Count = 256;

    private readonly HashSet<byte> missing;
    private readonly Regex? special;

    /// <summary>Initializes a new instance of the <see cref="ByteLetters"/> class.</summary>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="special">The tokens that stand for no bytes.</param>
    public ByteLetters(IReadOnlyDictionary<string, int> tokens, IReadOnlyDictionary<string, int> special)
    {
        missing =
        [
            .. Enumerable.Range(0, Count).Where(one => !tokens.ContainsKey($"{Letter(one)}")).Select(one => (byte)one),
        ];
        var names = special.Keys.OrderByDescending(name => name.Length).Select(Regex.Escape);
        this.special =
            special.Count == 0
                ? null
                : new(string.Join('|', names), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    /// <summary>Checks that every byte of a text has a token.</summary>
    /// <exception cref="ArgumentException">A character has none.</exception>
    public void Check(string text)
    {
        if (missing.Count == 0)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in (special?.Replace(text, string.Empty) ?? text).EnumerateRunes())
        {
            if (bytes[..rune.EncodeToUtf8(bytes)].ContainsAny([.. missing]))
            {
                throw new ArgumentException(
                    $"The vocabulary has no token for '{rune}' (U+{rune.Value:X4}): it lacks {missing.Count} of the 256 bytes.",
                    nameof(text)
                );
            }
        }
    }

    private static char Letter(int one) =>
        IsPrinted(one) ? (char)one : (char)(Count + Enumerable.Range(0, one).Count(other => !IsPrinted(other)));

    private static bool IsPrinted(int one) => one is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
}
