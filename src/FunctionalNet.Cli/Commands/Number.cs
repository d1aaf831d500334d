using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FunctionalNet.Cli.Commands;

/// <summary>Options with a nonnegative number as value.</summary>
internal static class Number
{
    /// <summary>An option without a default: null if absent.</summary>
    public static Option<double?> Optional(string name, string description, double max = double.MaxValue) =>
        new(name) { Description = description, CustomParser = result => Parse(name, result, max) };

    /// <summary>An option with a default. The error for another value says what is allowed.</summary>
    public static Option<double> Option(string name, string description, double value, double max = double.MaxValue) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(name, result, max) ?? value,
        };

    private static double? Parse(string name, ArgumentResult result, double max)
    {
        var text = result.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= 0
            && number <= max
        )
        {
            return number;
        }

        var range = max < double.MaxValue ? string.Create(CultureInfo.InvariantCulture, $" to {max}") : " on";
        result.AddError($"{name} takes a number from 0{range}, not '{text}'.");
        return null;
    }
}
