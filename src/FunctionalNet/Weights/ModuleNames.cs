using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace FunctionalNet;

/// <summary>Names of modules, as PEFT selects them: the name of a tensor without <c>.weight</c>, with dots between its parts.</summary>
internal static class ModuleNames
{
    private const string Bias = "bias";
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // Made once for a pattern, and forgotten with the configuration that has it.
    private static readonly ConditionalWeakTable<string, Regex> Wholes = [];
    private static readonly ConditionalWeakTable<string, Regex> Suffixes = [];
    private static readonly ConditionalWeakTable<string, Regex> Lists = [];

    /// <summary>The module of a tensor: its name without <c>.weight</c>.</summary>
    public static string Of(string tensor)
    {
        const string weight = "weight";
        return tensor is weight ? string.Empty
            : tensor.EndsWith($".{weight}", StringComparison.Ordinal) ? tensor[..^(weight.Length + 1)]
            : tensor;
    }

    /// <summary>The names that a parameter may have in a file by rules, the one that is written first; its path if no rule has it.</summary>
    public static ImmutableArray<string> OfPath(string path, WeightRules rules)
    {
        string[] named = [.. RulesOf(path, rules).SelectMany(one => one.Theirs).Distinct(StringComparer.Ordinal)];
        return named.Length > 0 ? [.. named] : [path.Replace('/', '.')];
    }

    /// <summary>
    /// The rules for a parameter, with their names and paths, in order. Left out are those for a tensor that is first of all another
    /// parameter, such as an embedding that a network without an output projection of its own has instead, and those for a tensor of another
    /// module that is tied to it.
    /// </summary>
    public static IEnumerable<(WeightRule Rule, string[] Theirs, string[] Ours)> RulesOf(
        string path,
        WeightRules rules
    ) =>
        from rule in rules
        where !rule.IsTied
        let found = rule.Of(path)
        where
            found?.Theirs.Length > 0
            && found.Value.Theirs.All(name =>
                rules
                    .Select(one => one.PathsOf(name))
                    .First(ours => ours.Length > 0)
                    .Contains(path, StringComparer.Ordinal)
            )
        select (rule, found.Value.Theirs, found.Value.Ours);

    /// <summary>The modules around a tensor, from the outermost to its own.</summary>
    public static IEnumerable<string> Around(string tensor) =>
        tensor.Index().Where(one => one.Item == '.').Select(one => tensor[..one.Index]);

    /// <summary>Whether PEFT takes a tensor for a bias: its name contains the word.</summary>
    public static bool IsBias(string tensor) => tensor.Contains(Bias, StringComparison.Ordinal);

    /// <summary>The module whose bias a tensor is; null if it is none.</summary>
    public static string? OfBias(string tensor) =>
        tensor.EndsWith($".{Bias}", StringComparison.Ordinal) ? tensor[..^(Bias.Length + 1)] : null;

    /// <summary>Whether a module has a name, or ends in it after a dot.</summary>
    public static bool Ends(string module, string name) =>
        module == name || module.EndsWith($".{name}", StringComparison.Ordinal);

    /// <summary>Whether a pattern takes a whole name, as Python's <c>re.fullmatch</c>.</summary>
    public static bool IsWhole(string module, string pattern) =>
        Wholes.GetValue(pattern, text => new($"^(?:{text})\\z", Options)).IsMatch(module);

    /// <summary>Whether a pattern takes a whole name, or its end after a dot.</summary>
    public static bool IsEnd(string module, string pattern) =>
        Suffixes.GetValue(pattern, text => new($"^(?:.*\\.)?(?:{text})\\z", Options)).IsMatch(module);

    /// <summary>The number of the layer that a module is in: in <c>model.layers.3.mlp</c> it is 3; null if there is none.</summary>
    /// <param name="module">The module.</param>
    /// <param name="list">The pattern of the name before the number; empty for any.</param>
    public static int? LayerOf(string module, string list) =>
        Lists
            .GetValue(
                list,
                text => new($@"^.*\.{(text.Length == 0 ? "[^.]*" : $"(?:{text})")}\.(?<layer>[0-9]+)\.", Options)
            )
            .Match(module)
            is { Success: true } match
        && int.TryParse(match.Groups["layer"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            ? layer
            : null;

    /// <summary>The pattern of exactly these modules; empty if their names alone select no other module by its end.</summary>
    public static string Pattern(IReadOnlyCollection<string> modules, IEnumerable<string> all) =>
        all.Except(modules, StringComparer.Ordinal).Any(other => modules.Any(module => Ends(other, module)))
            ? string.Join('|', modules.Select(Regex.Escape))
            : string.Empty;

    /// <summary>An error if a pattern is none, or of a kind that may take exponential time.</summary>
    /// <exception cref="FormatException">It is.</exception>
    public static void Check(string property, string pattern)
    {
        try
        {
            _ = new Regex(pattern, Options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException(
                $"{property} has the pattern '{pattern}', which is not supported: {e.Message}",
                e
            );
        }
    }
}
