using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Commands;

/// <summary>Errors in a command line, with suggestions.</summary>
internal static partial class CommandLineErrors
{
    private const string AFile = "the name of a file";
    private const string Folder = "the name of a folder";

    /// <summary>The errors, each as a sentence; none if there are none.</summary>
    public static string[] In(ParseResult arguments) =>
        [
            .. Misread(arguments),
            .. arguments
                .Errors.Select(error => Mistyped().Replace(error.Message, Wanted))
                .Concat(RepeatedOptions.In(arguments))
                .Distinct(StringComparer.Ordinal),
            .. Meant(arguments),
        ];

    // A misspelled option is parsed as the value that is expected next.
    private static IEnumerable<string> Misread(ParseResult arguments)
    {
        if (arguments.Tokens.Any(token => token.Type == TokenType.DoubleDash))
        {
            yield break;
        }

        string[] options = [.. Options(arguments.CommandResult)];
        foreach (var symbol in arguments.CommandResult.Children)
        {
            foreach (
                var word in symbol
                    .Tokens.Select(token => token.Value)
                    .Where(word => word.StartsWith("--", StringComparison.Ordinal))
            )
            {
                var hint = Suggestion.For(word, options);
                if (symbol is OptionResult { Option: var option } && options.Contains(word, StringComparer.Ordinal))
                {
                    yield return $"{option.Name} wants {ValueOf(option.ValueType)}, and '{word}' is another option.";
                }
                else if (symbol is ArgumentResult || hint.Length > 0)
                {
                    yield return $"'{word}' is no option of {arguments.CommandResult.Command.Name}. {hint}".TrimEnd();
                }
            }
        }
    }

    private static string Wanted(Match mistyped) =>
        $"{mistyped.Groups["name"].Value} wants {(mistyped.Groups["type"].Value.EndsWith("DirectoryInfo", StringComparison.Ordinal) ? Folder : AFile)}, not '{mistyped.Groups["value"].Value}'.";

    private static string ValueOf(Type type) =>
        type == typeof(FileInfo) || type == typeof(FileSystemInfo) ? AFile
        : type == typeof(DirectoryInfo) ? Folder
        : "a value";

    // As System.CommandLine says it, with the name of the type.
    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>[^']*)' for (option|command) '(?<name>[^']*)' as expected type '(?<type>[\w.]*(FileInfo|DirectoryInfo|FileSystemInfo))'\.$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Mistyped();

    // Unexpected words: options begin with a hyphen; others are commands, if there are any.
    private static IEnumerable<string> Meant(ParseResult arguments)
    {
        var command = arguments.CommandResult.Command;
        string[] options = [.. Options(arguments.CommandResult)];
        string[] commands = [.. command.Subcommands.Select(one => one.Name)];
        return arguments
            .UnmatchedTokens.Select(word =>
                Suggestion.For(word, word.StartsWith('-') ? options : commands) is { Length: > 0 } hint ? hint
                : Below(word, command) is { Length: > 0 } whole ? whole
                : Elsewhere(word, arguments.RootCommandResult.Command)
            )
            .Where(hint => hint.Length > 0)
            .Take(1);
    }

    // What a subcommand takes, without the subcommand.
    private static string Below(string word, Command command) =>
        command.Subcommands.FirstOrDefault(sub =>
            sub.Arguments.Any(argument =>
                argument.GetCompletions(CompletionContext.Empty).Any(item => item.Label == word)
            )
        )
            is { } taker
            ? $"Did you mean '{(command is RootCommand ? string.Empty : $"{command.Name} ")}{taker.Name} {word}'?"
            : string.Empty;

    // An option that others have.
    private static string Elsewhere(string word, Command root)
    {
        string[] others =
        [
            .. root
                .Subcommands.Where(command => command.Options.Any(option => option.Name == word))
                .Select(command => command.Name),
        ];
        return others.Length == 0 ? string.Empty : $"{word} is an option of {string.Join(", ", others)}.";
    }

    private static IEnumerable<string> Options(CommandResult command) =>
        command
            .Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
            .Concat(command.Parent is CommandResult parent ? Options(parent) : []);
}
