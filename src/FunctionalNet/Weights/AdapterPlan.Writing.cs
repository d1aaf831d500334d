using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <content>From the model to a file.</content>
internal sealed partial record AdapterPlan<T>
{
    /// <summary>The tensors of the file, and its configuration.</summary>
    public Either<Error, (ImmutableSortedDictionary<string, Tensor<T>> Tensors, AdapterConfig Config)> Write()
    {
        AdaptedModule[] wide = [.. Modules.Where(module => !module.IsShared(Values))];
        if (Array.Find(Modules.ToArray(), module => !module.HasScale(module.Scale)) is { } uneven)
        {
            return Error.New(
                FormattableString.Invariant(
                    $"{uneven.Names[0]} has one scale in the file, and its parts {string.Join(", ", uneven.Parts.Select(part => FormattableString.Invariant($"{part.Path} ({part.Scale})")))} have several: give them the same alpha / rank{OwnNames}"
                )
            );
        }

        var values = Values.SetItems(wide.SelectMany(module => module.Widen(Values)));
        return new WeightMoves(
            Rules,
            values.ToImmutableSortedDictionary(one => one.Key, one => one.Value.Shape, StringComparer.Ordinal)
        )
            .Write(values)
            .MapLeft(error => Error.New($"{Told(error).Message}{OwnNames}"))
            .Map(tensors => (tensors, Config(wide)));
    }

    private static double Alpha(double scale, int rank)
    {
        // Scale is a quotient: 3 · (1/3).
        var alpha = scale * rank;
        return Math.Abs(alpha - Math.Round(alpha)) < 1e-9 * alpha ? Math.Round(alpha) : alpha;
    }

    private AdapterConfig Config(AdaptedModule[] wide)
    {
        (string Name, int Rank, double Alpha)[] sizes =
        [
            .. from module in Modules
            let rank = wide.Contains(module) ? module.WideRank : module.Rank
            select (module.Names[0], rank, Alpha(module.Scale, rank)),
        ];
        string[] modules = [.. sizes.Select(one => one.Name)];
        string[] stored = [.. Values.Keys.Where(path => !IsFactor(path)).Select(path => Names[path][0])];

        // A module with an adapter in it is none that is stored whole: what it has beside biases is only stored.
        ImmutableArray<string> whole =
        [
            .. stored
                .Where(name => !ModuleNames.IsBias(name))
                .Select(Around)
                .Where(around =>
                    around.Length > 0
                    && !Array.Exists(
                        modules,
                        one => one == around || one.StartsWith($"{around}.", StringComparison.Ordinal)
                    )
                )
                .Distinct(StringComparer.Ordinal),
        ];
        string[] biases =
        [
            .. stored.Where(name => ModuleNames.IsBias(name) && !whole.Contains(Around(name), StringComparer.Ordinal)),
        ];
        return new(sizes[0].Rank, sizes[0].Alpha)
        {
            Modules = [.. modules],
            Pattern = ModuleNames.Pattern(modules, Names.Values.SelectMany(names => ModuleNames.Around(names[0]))),
            WholeModules = whole,
            Bias =
                biases.Length == 0 ? AdapterBias.None
                : Array.TrueForAll(biases, name => modules.Contains(ModuleNames.OfBias(name), StringComparer.Ordinal))
                    ? AdapterBias.LoraOnly
                : AdapterBias.All,
            Ranks = Others(sizes, one => one.Rank),
            Alphas = Others(sizes, one => one.Alpha),
            IsTied = Tied.Any(tensor => IsAdapted(tensor.Path) || Values.ContainsKey(tensor.Path)),
        };
    }

    private static string Around(string tensor) => ModuleNames.Around(tensor).LastOrDefault(string.Empty);

    // PEFT takes a key for a pattern, of a name or its end: its signs are escaped, as both .NET and Python's re read it, and a name that other
    // adapted modules end in stands for itself alone behind ^.
    private static ImmutableArray<KeyValuePair<string, TValue>> Others<TValue>(
        (string Name, int Rank, double Alpha)[] sizes,
        Func<(string Name, int Rank, double Alpha), TValue> of
    )
        where TValue : struct =>
        [
            .. from one in sizes
            where !of(one).Equals(of(sizes[0]))
            let isEnd = Array.Exists(
                sizes,
                other => !of(other).Equals(of(one)) && ModuleNames.Ends(other.Name, one.Name)
            )
            select KeyValuePair.Create($"{(isEnd ? "^" : string.Empty)}{Regex.Escape(one.Name)}", of(one)),
        ];

    private bool IsAdapted(string path) => Modules.Any(module => module.Parts.Any(part => part.Path == path));

    private bool IsFactor(string path) =>
        path.LastIndexOf('/') is >= 0 and var end
        && path[(end + 1)..] is Adaptation.A or Adaptation.B
        && IsAdapted(path[..end]);
}
