using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>Options with a fixed set of values.</summary>
internal static class Choice
{
    /// <summary>
    /// An option with a default. Case and hyphens are ignored, so that names from the library are accepted; for other values the error
    /// lists the set.
    /// </summary>
    public static Option<string> Option(string name, string description, string value, IReadOnlyList<string> words) =>
        new(name)
        {
            Description = $"{description} One of {string.Join(", ", words)}.",
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                var asked = result.Tokens[0].Value;
                var word = words.FirstOrDefault(word => Plain(word) == Plain(asked));
                if (word is null)
                {
                    result.AddError($"{name} takes one of {string.Join(", ", words)}, not '{asked}'.");
                }

                return word;
            },
        };

    private static string Plain(string word) =>
        word.Replace("-", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
}
