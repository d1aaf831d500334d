using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FunctionalNet.Cli.Commands;

/// <summary>Options with an integer from a range as value.</summary>
internal static class WholeNumber
{
    /// <summary>An option with a default. The error for another value says what is allowed.</summary>
    public static Option<int> Option(string name, string description, int value, int min = 1, int max = int.MaxValue) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(result, name, min, max) ?? value,
        };

    /// <summary>An option without a default: null if absent.</summary>
    public static Option<int?> Optional(string name, string description, int min = 1, int max = int.MaxValue) =>
        new(name) { Description = description, CustomParser = result => Parse(result, name, min, max) };

    private static int? Parse(ArgumentResult result, string name, int min, int max)
    {
        if (
            int.TryParse(
                result.Tokens[0].Value,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number >= min
            && number <= max
        )
        {
            return number;
        }

        result.AddError(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name} takes a whole number from {min:N0} to {max:N0}, not '{result.Tokens[0].Value}'."
            )
        );
        return null;
    }
}
