using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Adapters in files of their own, in the layout of the library PEFT: <c>adapter_model.safetensors</c> and <c>adapter_config.json</c>.
/// </summary>
/// <remarks>
/// A module is the path of a matrix without <c>weight</c>, with dots for slashes, or its name by rules; its tensors are
/// <c>base_model.model.MODULE.lora_A.weight</c> [r, in, ...] and <c>lora_B.weight</c> [out, r, ...], of an embedding
/// <c>lora_embedding_A</c> [r, size] and <c>lora_embedding_B</c> [width, r]. Other trained parameters, such as a new head, are stored whole
/// under their own names. https://huggingface.co/docs/peft/developer_guides/checkpoint.
/// </remarks>
public static class AdapterFiles
{
    private const string Prefix = "base_model.model.";
    private const string File = "adapter_model.safetensors";

    /// <summary>Writes the adapters of a model, and all other parameters that are not frozen.</summary>
    /// <param name="model">A model with <see cref="LowRank"/> layers.</param>
    /// <param name="folder">The folder of the two files; created if it does not exist.</param>
    /// <param name="rules">The names of the base model's parameters in published files, as for <see cref="WeightFiles"/>; its paths if
    /// absent.</param>
    /// <param name="baseName">The name of the base model, for people and other libraries.</param>
    /// <returns>Nothing, or the error.</returns>
    /// <example><code>trained.Model.SaveAdapter("adapters/french").OrThrow();</code></example>
    public static Either<Error, Unit> SaveAdapter<T>(
        this Model<T> model,
        string folder,
        WeightRules? rules = null,
        string baseName = ""
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folder);
        return from adapters in Of(model, rules ?? new())
            from made in Made(folder)
            from tensors in adapters.Moves.Write(adapters.Values)
            from config in adapters.Config(baseName).Save(folder)
            from done in new Safetensors<T>(
                tensors,
                ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("format", "pt")
            ).Save(Path.Combine(folder, File))
            select done;
    }

    /// <summary>The model with its adapters replaced by those of a file. Its frozen weights and plans are shared, not copied.</summary>
    /// <param name="model">A model with <see cref="LowRank"/> layers of the file's rank and α.</param>
    /// <param name="folder">The folder of the two files.</param>
    /// <param name="rules">The names of the base model's parameters in published files; its paths if absent.</param>
    /// <returns>The model, or all errors: another kind of adapter, another rank, tensors that are missing, left over or of another
    /// shape.</returns>
    /// <example><code>
    /// AdapterConfig config = AdapterConfig.Load("adapters/french").OrThrow();
    /// Layer adapted = LowRank(layer, config.Rank, config.Alpha, path => config.Selects(path));
    /// Model&lt;float&gt; french = Model.Init&lt;float&gt;(adapted, new(64), key: 1).With(trained.Model.Values).LoadAdapter("adapters/french").OrThrow();
    /// </code></example>
    public static Either<Error, Model<T>> LoadAdapter<T>(this Model<T> model, string folder, WeightRules? rules = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folder);
        return from adapters in Of(model, rules ?? new())
            from config in AdapterConfig.Load(folder)
            from agreed in adapters.Agrees(config)
            from file in Safetensors<T>.Load(Path.Combine(folder, File))
            from values in adapters
                .Moves.Read(file.Tensors)
                .MapLeft(error => Error.New($"{Path.Combine(folder, File)}: {Told(error)}"))
            select model.With(values);
    }

    private static Either<Error, Adapters<T>> Of<T>(Model<T> model, WeightRules rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var composed = model.Compose(new Shape(1).Append(model.Input));
        if (composed.Adaptations.IsEmpty)
        {
            return Error.New("the model has no adapters: put LowRank around its layer");
        }

        var values = model.AdapterValues();
        var own = new List<WeightRule>();
        var modules = ImmutableArray.CreateBuilder<(string Module, Adaptation Adaptation)>();
        foreach (var adaptation in composed.Adaptations)
        {
            if (Name(adaptation.Path, rules) is not { } name)
            {
                return Error.New(
                    $"{adaptation.Path} is a part of a tensor of the file, or several of them: its adapter has no name there"
                );
            }

            var module = AdapterConfig.Module(name);
            modules.Add((module, adaptation));
            own.AddRange(Rules(adaptation, module.Length == 0 ? Prefix : $"{Prefix}{module}."));
        }

        own.AddRange(rules.Below(Prefix, string.Empty));
        own.AddRange(values.Keys.Select(path => WeightRule.Rename($"{Prefix}{path.Replace('/', '.')}", path)));
        var shapes = values.ToImmutableSortedDictionary(one => one.Key, one => one.Value.Shape, StringComparer.Ordinal);
        return new Adapters<T>(modules.ToImmutable(), values, new(new([.. own]), shapes));
    }

    // The name of a tensor in published files; null if it is not one tensor there.
    private static string? Name(string path, WeightRules rules) =>
        rules.Select(rule => rule.Of(path)).FirstOrDefault(found => found is { Theirs.Length: > 0 })
            is var (theirs, ours)
            ? theirs.Length == 1 && ours.Length == 1
                ? theirs[0]
                : null
            : path.Replace('/', '.');

    private static WeightRule[] Rules(Adaptation adaptation, string prefix)
    {
        var names = adaptation.IsTable
            ? (A: "lora_embedding_A", B: "lora_embedding_B")
            : (A: $"{Adaptation.A}.weight", B: $"{Adaptation.B}.weight");
        var (a, b) = ($"{adaptation.Path}/{Adaptation.A}", $"{adaptation.Path}/{Adaptation.B}");
        int[] window = [.. adaptation.Weight.Shape.Sizes().Skip(2)];
        string[] axes = [.. window.Select((_, axis) => $"k{axis}")];
        var all = string.Join(' ', axes);
        (string, int)[] sizes = [.. axes.Zip(window)];
        (string, int)[] ones = [.. axes.Select(axis => (axis, 1))];
        return adaptation.IsInputFirst
            ?
            [
                WeightRule.Rename(prefix + names.A, a).In($"r in {all} -> (in {all}) r", sizes),
                WeightRule.Rename(prefix + names.B, b).In($"out r {all} -> r (out {all})", ones),
            ]
            :
            [
                WeightRule.Rename(prefix + names.A, a).In($"r in {all} -> r (in {all})", sizes),
                WeightRule.Rename(prefix + names.B, b).In($"out r {all} -> out (r {all})", ones),
            ];
    }

    private static string Told(Error error) =>
        error is ManyErrors many ? string.Join("; ", many.Errors.Select(one => one.Message)) : error.Message;

    private static Either<Error, Unit> Made(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Unit.Default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot make the folder {folder}: {e.Message}");
        }
    }

    /// <summary>The adapters of a model by module, its other trained parameters, and their layout in a file.</summary>
    private sealed record Adapters<T>(
        ImmutableArray<(string Module, Adaptation Adaptation)> Modules,
        ImmutableSortedDictionary<string, Tensor<T>> Values,
        WeightMoves Moves
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The configuration of the file.</summary>
        public AdapterConfig Config(string baseName)
        {
            var first = Modules[0].Adaptation;
            var (rank, alpha) = (first.Rank, Alpha(first));
            var adapted = Modules
                .SelectMany(one =>
                    (string[])[$"{one.Adaptation.Path}/{Adaptation.A}", $"{one.Adaptation.Path}/{Adaptation.B}"]
                )
                .ToHashSet(StringComparer.Ordinal);
            return new(rank, alpha)
            {
                Base = baseName,
                Modules = [.. Modules.Select(one => one.Module)],
                WholeModules =
                [
                    .. Values
                        .Keys.Where(path => !adapted.Contains(path) && path.Contains('/', StringComparison.Ordinal))
                        .Select(path => path[..path.LastIndexOf('/')].Replace('/', '.'))
                        .Distinct(StringComparer.Ordinal),
                ],
                Ranks = Others(one => one.Adaptation.Rank, rank),
                Alphas = Others(one => Alpha(one.Adaptation), alpha),
            };
        }

        /// <summary>An error if the adapters' rank or α differs from the file's.</summary>
        public Either<Error, Unit> Agrees(AdapterConfig config)
        {
            string[] wrong =
            [
                .. Modules
                    .Where(one =>
                        config.RankOf(one.Module) != one.Adaptation.Rank
                        || Math.Abs((config.AlphaOf(one.Module) / one.Adaptation.Rank) - one.Adaptation.Scale)
                            > 1e-9 * Math.Abs(one.Adaptation.Scale)
                    )
                    .Select(one =>
                        FormattableString.Invariant(
                            $"{one.Module} is LowRank(rank: {config.RankOf(one.Module)}, alpha: {config.AlphaOf(one.Module)}) in the file and (rank: {one.Adaptation.Rank}, alpha: {Alpha(one.Adaptation)}) in the model"
                        )
                    ),
            ];
            return wrong.Length == 0 ? Unit.Default : Error.New(string.Join("; ", wrong));
        }

        private static double Alpha(Adaptation adaptation) => adaptation.Scale * adaptation.Rank;

        private ImmutableSortedDictionary<string, TValue> Others<TValue>(
            Func<(string Module, Adaptation Adaptation), TValue> of,
            TValue common
        ) =>
            Modules
                .Where(one => !Equals(of(one), common))
                .ToImmutableSortedDictionary(one => one.Module, of, StringComparer.Ordinal);
    }
}
