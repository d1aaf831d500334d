using System.Globalization;
using System.Text;

namespace FunctionalNet.Vocabularies;

/// <summary>
/// Text as BERT reads it: every white space is a space, and other control characters, and those that only format, are left out.
/// </summary>
internal static class CleanText
{
    private const int Replacement = 0xFFFD;

    /// <summary>The text without control characters.</summary>
    /// <remarks>Hugging Face: clean_text of BertNormalizer; Devlin and others, the BasicTokenizer of BERT.</remarks>
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
            {
                clean.Append(' ');
            }
            else if (!IsControl(rune) && rune.Value != Replacement)
            {
                clean.Append(Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static bool IsControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned;
}
