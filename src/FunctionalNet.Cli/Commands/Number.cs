using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FunctionalNet.Cli.Commands;

/// <summary>Options that take a number from 0.</summary>
internal static class Number
{
    /// <summary>An option without a default.</summary>
    public static Option<double?> Option(string name, string description) =>
        new(name) { Description = description, CustomParser = result => Parse(name, result) };

    /// <summary>An option with a default. What is no such number is answered with what would be.</summary>
    public static Option<double> Option(string name, string description, double value, double max = double.MaxValue) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(name, result, max) ?? value,
        };

    private static double? Parse(string name, ArgumentResult result, double max = double.MaxValue)
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
