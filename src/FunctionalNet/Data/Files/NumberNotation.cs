using System.Text.RegularExpressions;

namespace FunctionalNet;

/// <summary>A number notation that people use and programs do not parse: 12 %, 12:07, 1'000.</summary>
/// <param name="Name">A description of such a cell.</param>
/// <param name="Repair">How to convert it to a number.</param>
/// <param name="Pattern">Matches its cells.</param>
/// <param name="IsSure">Whether such a cell is unlikely to be text, however often it occurs.</param>
internal sealed record NumberNotation(string Name, string Repair, Regex Pattern, bool IsSure = true)
{
    private const string Number = @"(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?";
    private const string Space = @"[\s\u00A0\u202F\u2009]*";
    private const string Minus = @"[\u2212\u2013\u2010\u2011\uFE63\uFF0D]";

    // Longer than any number in practice.
    private const int Longest = 64;

    private static readonly NumberNotation[] All =
    [
        new("a number with another minus sign", "write '-'", Whole($"{Minus}{Space}{Number}")),
        new("a share", "write the number alone, without % or ‰", Whole($"([+-]|{Minus})?{Number}{Space}[%‰]")),
        new(
            "a number with marks between thousands",
            "leave them out",
            Whole(@"[+-]?\d{1,3}([,.'’_\s\u00A0\u202F\u2009]\d{3})+([.,]\d+)?")
        ),
        new("a time", "write it as one number, such as hours or seconds", Whole(@"\d{1,3}:\d{2}(:\d{2}([.,]\d+)?)?")),
        new(
            "a date",
            "write it as numbers, such as days since another one",
            Whole(@"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T\s]\d{1,2}:\d{2}.*)?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))")
        ),
        new(
            "an amount of money",
            "write the number alone",
            Whole($@"[+-]?\p{{Sc}}{Space}{Number}|[+-]?{Number}{Space}\p{{Sc}}")
        ),
        new("a number with its sign elsewhere", "write '-' before it", Whole($@"\({Number}\)|{Number}-")),
        new("a number of base 16", "write it with the digits 0 to 9", Whole("0[xX][0-9a-fA-F]+")),
        new("a number in other digits", "write it with the digits 0 to 9", Whole(@"[+-]?\p{Nd}+([.,]\p{Nd}+)?")),
        new(
            "a number with a unit",
            "write the number alone, and the unit in the header",
            Whole($@"([+-]|{Minus})?{Number}{Space}[\p{{L}}°µ]{{1,3}}[²³]?(/[\p{{L}}]{{1,3}}[²³]?)?"),
            IsSure: false
        ),
    ];

    /// <summary>The notation of a cell that is not a number; null if it is text.</summary>
    public static NumberNotation? Of(string cell)
    {
        var trimmed = cell.Trim();
        return trimmed.Length > Longest ? null : Array.Find(All, notation => notation.Pattern.IsMatch(trimmed));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, it seems: {Repair}";

    private static Regex Whole(string pattern) =>
        new(
            $"^({pattern})$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
        );
}
