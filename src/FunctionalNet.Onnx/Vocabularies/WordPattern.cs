using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FunctionalNet.Vocabularies;

/// <summary>Takes texts apart by a regular expression that matches all of them, and means here what it means to Oniguruma.</summary>
internal sealed class WordPattern
{
    private readonly Regex pattern;

    private WordPattern(string pattern) =>
        this.pattern = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>Gets the words of GPT-2: letters, digits or other characters with the space before them, and white space.</summary>
    public static WordPattern Gpt2 { get; } =
        new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");

    /// <summary>Gets the expressions of files that are read: those of Llama 3, and of GPT-4 and GPT-4o. The long s is an s in any case.</summary>
    public static IReadOnlyDictionary<string, WordPattern> Known { get; } =
        new Dictionary<string, WordPattern>(StringComparer.Ordinal)
        {
            [
                @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            ] = new(
                @"'(?i:[s\u017Ftmd]|re|ve|ll)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            ),
            [
                @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
            ] = new(
                @"'(?i:[s\u017Fdmt]|ll|ve|re)|(?>[^\r\n\p{L}\p{N}]?)\p{L}+|\p{N}{1,3}| ?(?>[^\s\p{L}\p{N}]+)[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
            ),
            [
                @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            ] = new(
                @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+('(?i:[s\u017Ftmd]|re|ve|ll))?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*('(?i:[s\u017Ftmd]|re|ve|ll))?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            ),
        };

    /// <summary>The words of a text.</summary>
    public IEnumerable<string> Split(string text)
    {
        if (!text.Any(char.IsSurrogate))
        {
            return pattern.Matches(text).Select(match => match.Value);
        }

        // .NET matches halves of the characters beyond U+FFFF: here each is one of the same kind.
        Rune[] runes = [.. text.EnumerateRunes()];
        return pattern
            .Matches(string.Concat(runes.Select(Short)))
            .Select(match => string.Concat(runes.Skip(match.Index).Take(match.Length)));
    }

    private static char Short(Rune rune) =>
        rune.IsBmp
            ? (char)rune.Value
            : Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter => '\u03A9',
                UnicodeCategory.LowercaseLetter => '\u03C9',
                <= UnicodeCategory.OtherLetter => '\u2135',
                <= UnicodeCategory.EnclosingMark => '\u0301',
                <= UnicodeCategory.OtherNumber => '\u00B2',
                _ => '\u2603',
            };
}
