namespace FunctionalNet;

/// <summary>Suggestions for misspelled names.</summary>
internal static class Suggestion
{
    // The allowed distance is smaller for short names, or any name would match.
    private const int LettersPerMistake = 3;

    /// <summary>The closest name by omitted, added, changed or swapped letters; null if none is close. Case is ignored.</summary>
    public static string? Nearest(string word, IEnumerable<string> names) =>
        names
            .Select(name => (Name: name, Away: Distance(word.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(one => one.Away <= Math.Max(1, Math.Max(word.Length, one.Name.Length) / LettersPerMistake))
            .OrderBy(one => one.Away)
            .Select(one => one.Name)
            .FirstOrDefault(name => name.Length > 1);

    /// <summary>A sentence with the suggestion, such as <c>Did you mean --epochs?</c>; empty if there is none.</summary>
    public static string For(string word, IEnumerable<string> names) =>
        Nearest(word, names) is { } name ? $"Did you mean {name}?" : string.Empty;

    /// <summary>The same as the end of an error message.</summary>
    public static string After(string word, IEnumerable<string> names) =>
        Nearest(word, names) is { } name ? $"; did you mean {name}?" : string.Empty;

    /// <summary>The optimal string alignment distance of two words.</summary>
    internal static int Distance(string first, string second)
    {
        // Much longer words are never close, and could be whole pages.
        if (
            Math.Abs(first.Length - second.Length)
            > Math.Max(1, Math.Max(first.Length, second.Length) / LettersPerMistake)
        )
        {
            return int.MaxValue;
        }

        var away = new int[first.Length + 1, second.Length + 1];
        for (var i = 0; i <= first.Length; i++)
        {
            for (var j = 0; j <= second.Length; j++)
            {
                away[i, j] =
                    i == 0 || j == 0
                        ? i + j
                        : Math.Min(
                            Math.Min(away[i - 1, j], away[i, j - 1]) + 1,
                            away[i - 1, j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1)
                        );
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                {
                    away[i, j] = Math.Min(away[i, j], away[i - 2, j - 2] + 1);
                }
            }
        }

        return away[first.Length, second.Length];
    }
}
