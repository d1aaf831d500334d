using System.CommandLine;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>Which tensors of a file learn, as far as the tool is told: patterns of names, of which the more exact one decides.</summary>
/// <param name="Trained">Those that learn, weights or not.</param>
/// <param name="Frozen">Those that stay as they are.</param>
internal sealed record Learned(IReadOnlyList<string> Trained, IReadOnlyList<string> Frozen)
{
    private static readonly System.CommandLine.Option<string[]> Train = new("--train")
    {
        Description =
            "Stored tensors that learn although they are no weights of an operator, by name; * stands for anything. Of two patterns with a name the longer decides. May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly System.CommandLine.Option<string[]> Freeze = new("--freeze")
    {
        Description =
            "Stored tensors that stay as they are, by name; * stands for anything: \"features/*\". May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Gets what the import is told.</summary>
    public ImportOptions Import => new() { Train = Trained };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Train);
        command.Add(Freeze);
    }

    /// <summary>What a command is told.</summary>
    public static Learned Of(ParseResult arguments) =>
        new(arguments.GetValue(Train) ?? [], arguments.GetValue(Freeze) ?? []);

    /// <summary>Whether a tensor stays as it is.</summary>
    public bool IsFrozen(string name) => Exactness(Frozen, name) is { } frozen && !(Exactness(Trained, name) > frozen);

    /// <summary>Whether it is said of a tensor that it learns.</summary>
    public bool IsTrained(string name) =>
        Exactness(Trained, name) is { } trained && !(Exactness(Frozen, name) >= trained);

    /// <summary>An error where a pattern is that of no tensor.</summary>
    /// <param name="names">The names of all that the file stores.</param>
    public Either<Error, Unit> Check(IReadOnlyCollection<string> names) =>
        Frozen.FirstOrDefault(pattern => !names.Any(name => NamePattern.Matches(pattern, name))) is { } unknown
            ? Error.New($"--freeze {unknown} names no stored tensor; there are {string.Join(", ", names)}")
            : Unit.Default;

    private static int? Exactness(IEnumerable<string> patterns, string name) =>
        patterns
            .Where(pattern => NamePattern.Matches(pattern, name))
            .Select(pattern => (int?)pattern.Count(letter => letter is not ('*' or '?')))
            .Max();
}
