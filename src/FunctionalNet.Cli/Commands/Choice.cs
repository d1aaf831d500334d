using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>Options that take one of some words.</summary>
internal static class Choice
{
    /// <summary>An option with a default. Another word is answered with those that are known.</summary>
    public static Option<string> Option(string name, string description, string value, IReadOnlyList<string> words) =>
        new(name)
        {
            Description = $"{description} One of {string.Join(", ", words)}.",
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (!words.Contains(word, StringComparer.Ordinal))
                {
                    result.AddError($"{name} takes one of {string.Join(", ", words)}, not '{word}'.");
                }

                return word;
            },
        };
}
