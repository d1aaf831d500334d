using System.Text.RegularExpressions;

namespace FunctionalNet.Conformance.Differential;

/// <summary>What this library declares that it does not read or write, by what its errors say.</summary>
internal static partial class Refusals
{
    private static readonly (Regex Error, string Why)[] All =
    [
        (Types(), "texts, complex numbers, sequences, optionals and sparse tensors are not read"),
        (WholeNumbers(), "whole numbers beyond 2⁵³ are not computed with"),
    ];

    /// <summary>Why an error is declared; null where it is not.</summary>
    public static string? Of(string error) => All.FirstOrDefault(one => one.Error.IsMatch(error)).Why;

    /// <summary>Whether an error says that an operator is not in the opset that is written.</summary>
    public static bool OfExport(string error) => Export().IsMatch(error);

    [GeneratedRegex("in opset|opset")]
    private static partial Regex Export();

    [GeneratedRegex("the type (String|Complex64|Complex128|Undefined) is not supported|only tensors are supported")]
    private static partial Regex Types();

    [GeneratedRegex("too large to be computed with exactly|whole numbers: ")]
    private static partial Regex WholeNumbers();
}
