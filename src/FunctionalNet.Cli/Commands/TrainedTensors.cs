using System.CommandLine;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>Which tensors of a file are trained, by options: patterns of names, of which the more specific one applies.</summary>
/// <param name="Trained">The patterns of trained tensors, whether weights or not.</param>
/// <param name="Frozen">The patterns of frozen tensors.</param>
internal sealed record TrainedTensors(IReadOnlyList<string> Trained, IReadOnlyList<string> Frozen)
{
    private static readonly System.CommandLine.Option<string[]> Train = new("--train")
    {
        Description =
            "Additional stored tensors to train, which are no weights of an operator, by name; * matches anything. Of two matching patterns the longer applies. May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly System.CommandLine.Option<string[]> Freeze = new("--freeze")
    {
        Description = "Stored tensors to freeze, by name; * matches anything: \"features/*\". May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Gets the options of the import.</summary>
    public ImportOptions Import => new() { Train = Trained };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Train);
        command.Add(Freeze);
    }

    /// <summary>The options of a parsed command.</summary>
    public static TrainedTensors Of(ParseResult arguments) =>
        new(arguments.GetValue(Train) ?? [], arguments.GetValue(Freeze) ?? []);

    /// <summary>Whether a tensor is frozen.</summary>
    public bool IsFrozen(string name) => Exactness(Frozen, name) is { } frozen && !(Exactness(Trained, name) > frozen);

    /// <summary>Whether a tensor is explicitly trained.</summary>
    public bool IsTrained(string name) =>
        Exactness(Trained, name) is { } trained && !(Exactness(Frozen, name) >= trained);

    /// <summary>A training without the frozen parameters. A pattern may also match stored tensors that are no parameters.</summary>
    public Training<float> Training(Layer layer, Loss loss, Transform optimizer, Shape input)
    {
        var all = FunctionalNet.Training.Of(layer, loss, optimizer);
        return Frozen.Count > 0 && all.Init(key: 1, input).Parameters.Any(one => IsFrozen(one.Key))
            ? FunctionalNet.Training.Of(layer, loss, Net.Freeze(IsFrozen) >> optimizer)
            : all;
    }

    /// <summary>An error if a pattern matches no tensor.</summary>
    /// <param name="names">The names of all stored tensors.</param>
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
