using System.Collections.Frozen;
using System.Text;

namespace FunctionalNet.Vocabularies;

/// <summary>The alphabet in which GPT-2's vocabularies write bytes: printable ones as they are, the others as letters from U+0100 on.</summary>
internal static class ByteLetters
{
    private const int Count = 256;

    private static readonly char[] Letters = [.. Enumerable.Range(0, Count).Select(Letter)];

    private static readonly FrozenDictionary<char, byte> Bytes = Letters
        .Index()
        .ToFrozenDictionary(one => one.Item, one => (byte)one.Index);

    /// <summary>The bytes of a text in UTF-8, as letters.</summary>
    public static string Of(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(one => Letters[one]));

    /// <summary>The text of tokens, whose letters are its bytes; a token with another character is itself.</summary>
    public static string TextOf(IEnumerable<string> tokens) =>
        Encoding.UTF8.GetString([
            .. tokens.SelectMany(token =>
                token.All(Bytes.ContainsKey)
                    ? token.Select(letter => Bytes[letter]).ToArray()
                    : Encoding.UTF8.GetBytes(token)
            ),
        ]);

    /// <summary>The bytes without a token.</summary>
    public static HashSet<byte> Missing(IReadOnlyDictionary<string, int> tokens) =>
        [.. Letters.Index().Where(one => !tokens.ContainsKey($"{one.Item}")).Select(one => (byte)one.Index)];

    private static char Letter(int one) =>
        IsPrinted(one) ? (char)one : (char)(Count + Enumerable.Range(0, one).Count(other => !IsPrinted(other)));

    private static bool IsPrinted(int one) => one is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
}
