using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace FunctionalNet.Vocabularies;

/// <summary>Text as BERT reads it.</summary>
/// <remarks>Hugging Face: BertNormalizer and BertPreTokenizer; Devlin and others, the BasicTokenizer of BERT.</remarks>
/// <param name="CleanText">Whether white space becomes spaces, and control characters are left out.</param>
/// <param name="HandleChineseChars">Whether a Chinese character is a word.</param>
/// <param name="StripAccents">Whether accents are removed; as <paramref name="Lowercase"/> if absent.</param>
/// <param name="Lowercase">Whether letters are lowercased.</param>
internal sealed record BertText(
    bool CleanText = true,
    bool HandleChineseChars = true,
    bool? StripAccents = null,
    bool Lowercase = true
)
{
    private const int FirstHangul = 0xAC00;
    private const int LastHangul = 0xD7A3;
    private const int Vowels = 21;
    private const int Tails = 28;

    // A character and what its canonical decomposition is without accents, of decompositions.txt: values and their characters, A=ÀÁÂ.
    // string.Normalize does nothing in an application that is invariant to cultures, as our tool is.
    private static readonly Lazy<FrozenDictionary<Rune, string>> Plain = new(Read);

    /// <summary>The normalized text.</summary>
    public string Normalize(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (CleanText && IsControl(rune))
            {
                continue;
            }

            var (one, isWord) = (
                CleanText && Rune.IsWhiteSpace(rune) ? " " : rune.ToString(),
                HandleChineseChars && IsChinese(rune)
            );
            var plain = StripAccents ?? Lowercase ? WithoutAccent(rune, one) : one;
            var lower = Lowercase ? plain.Replace("İ", "i\u0307", StringComparison.Ordinal).ToLowerInvariant() : plain;
            normal.Append(isWord ? $" {lower} " : lower);
        }

        return normal.ToString();
    }

    /// <summary>The words of a text: between white space, and each punctuation mark or ASCII symbol alone.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var (isSpace, isMark) = (Rune.IsWhiteSpace(rune), IsPunctuation(rune));
            if ((isSpace || isMark) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (isMark)
            {
                yield return rune.ToString();
            }
            else if (!isSpace)
            {
                word.Append(rune.ToString());
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static bool IsControl(Rune rune) =>
        rune.Value is not ('\t' or '\n' or '\r')
        && (
            rune == Rune.ReplacementChar
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse
        );

    private static bool IsPunctuation(Rune rune) => Rune.IsPunctuation(rune) || (rune.IsAscii && Rune.IsSymbol(rune));

    // From U+2B920 on where Unicode's block begins at U+2B820: as is_chinese_char of tokenizers.
    private static bool IsChinese(Rune rune) =>
        rune.Value
            is (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x20000 and <= 0x2A6DF)
                or (>= 0x2A700 and <= 0x2B73F)
                or (>= 0x2B740 and <= 0x2B81F)
                or (>= 0x2B920 and <= 0x2CEAF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x2F800 and <= 0x2FA1F);

    private static string WithoutAccent(Rune rune, string text) =>
        rune.IsAscii ? text
        : Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark ? string.Empty
        : rune.Value is >= FirstHangul and <= LastHangul ? Hangul(rune.Value - FirstHangul)
        : Plain.Value.GetValueOrDefault(rune, text);

    // A syllable is its consonant, vowel and, if there is one, last consonant.
    private static string Hangul(int place)
    {
        var (lead, vowel, tail) = (place / (Vowels * Tails), place / Tails % Vowels, place % Tails);
        var open = $"{(char)('\u1100' + lead)}{(char)('\u1161' + vowel)}";
        return tail > 0 ? $"{open}{(char)('\u11A7' + tail)}" : open;
    }

    private static FrozenDictionary<Rune, string> Read()
    {
        using var stream = typeof(BertText).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Line: line, Place: line.LastIndexOf('=')))
            .SelectMany(one =>
                one.Line[(one.Place + 1)..].EnumerateRunes().Select(rune => (rune, one.Line[..one.Place]))
            )
            .ToFrozenDictionary(one => one.rune, one => one.Item2);
    }
}
