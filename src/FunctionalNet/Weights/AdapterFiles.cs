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
/// under their own names, matrices as in PyTorch's Linear, [out, in]. https://huggingface.co/docs/peft/developer_guides/checkpoint.
/// <para>
/// Queries, keys and values that are one tensor of the file, as GPT-2's, have one adapter there: its rows are split, and each part gets the
/// same lora_A. They are written while their lora_A are equal. Convolutions with several groups have no adapters in this layout.
/// </para>
/// </remarks>
public static class AdapterFiles
{
    private const string Prefix = "base_model.model.";
    private const string OwnNames = "; or write and read the adapters without rules, under the model's own names";
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
            from tensors in adapters
                .Moves.Write(adapters.Values)
                .MapLeft(error => Error.New($"{Told(error).Message}{OwnNames}"))
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
    /// Layer adapted = AdapterConfig.Load("adapters/french").OrThrow().Adapt(layer);
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
                .MapLeft(error => Error.New($"{Path.Combine(folder, File)}: {Told(error).Message}"))
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

        var known = composed.Adaptations.ToDictionary(one => one.Path, StringComparer.Ordinal);
        var own = new List<WeightRule>();
        foreach (var adaptation in composed.Adaptations)
        {
            if (IsGrouped(composed, adaptation))
            {
                return Error.New(
                    $"{adaptation.Path} belongs to a convolution with groups, whose adapters have no layout in the file: leave it out by 'where', or Merge"
                );
            }

            var isNamed = false;
            foreach (var (rule, theirs, ours) in ModuleNames.RulesOf(adaptation.Path, rules))
            {
                isNamed = true;
                var parts = ours.Select(path => known.GetValueOrDefault(path)).ToImmutableArray();
                if (AdapterLayout.Of(rule, theirs, parts, Below(theirs[0]), out var made) is { } wrong)
                {
                    return Error.New($"{wrong}{OwnNames}");
                }

                own.AddRange(made);
            }

            if (!isNamed)
            {
                own.AddRange(AdapterLayout.Own(adaptation, Below(adaptation.Path.Replace('/', '.'))));
            }
        }

        var values = model.AdapterValues();
        own.AddRange(rules.Below(Prefix, string.Empty));
        own.AddRange(
            composed
                .Variables.Where(variable => values.ContainsKey(variable.Variable!.Path))
                .Select(variable => Stored(variable))
        );
        var shapes = values.ToImmutableSortedDictionary(one => one.Key, one => one.Value.Shape, StringComparer.Ordinal);
        return new Adapters<T>(
            [
                .. composed.Adaptations.Select(one =>
                    (one, ModuleNames.OfPath(one.Path, rules).Select(ModuleNames.Of).ToImmutableArray())
                ),
            ],
            [.. composed.Variables.Select(variable => ModuleNames.OfPath(variable.Variable!.Path, rules)[0])],
            [.. values.Keys.Where(path => !IsFactor(path, known)).Select(path => ModuleNames.OfPath(path, rules)[0])],
            values,
            new(new([.. own]), shapes)
        );
    }

    private static string Below(string tensor) =>
        ModuleNames.Of(tensor) is { Length: > 0 } module ? $"{Prefix}{module}." : Prefix;

    // As in PyTorch: a matrix from inputs to outputs is [out, in].
    private static WeightRule Stored(Expr variable)
    {
        var (path, roles) = (variable.Variable!.Path, Adaptation.RolesOf(variable));
        var name = $"{Prefix}{path.Replace('/', '.')}";
        return roles.View == variable.Shape && roles.Roles is [AxisRole.Input, AxisRole.Output]
            ? WeightRule.Transpose(name, path)
            : WeightRule.Rename(name, path);
    }

    private static bool IsGrouped(LayerGraph composed, Adaptation adaptation) =>
        Expr.Sort(composed.Graph.Outputs)
            .Any(expr => expr.Op is Ops.ConvOp { Groups: > 1 } && expr.Inputs[1] == adaptation.Whole);

    private static bool IsFactor(string path, IReadOnlyDictionary<string, Adaptation> known) =>
        path.LastIndexOf('/') is >= 0 and var end
        && path[(end + 1)..] is Adaptation.A or Adaptation.B
        && known.ContainsKey(path[..end]);

    private static Error Told(Error error) =>
        error is ManyErrors many ? Error.New(string.Join("; ", many.Errors.Select(one => one.Message))) : error;

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

    /// <summary>The adapters of a model, and their layout in a file.</summary>
    /// <param name="Matrices">The adapted matrices, each with the modules that it may be in a file, the one that is written first.</param>
    /// <param name="Tensors">The names of all parameters of the model in a file.</param>
    /// <param name="Stored">Those of parameters that are trained beside the factors.</param>
    /// <param name="Values">The factors and the parameters that are trained beside them, by path.</param>
    /// <param name="Moves">Their layout.</param>
    private sealed record Adapters<T>(
        ImmutableArray<(Adaptation Adaptation, ImmutableArray<string> Modules)> Matrices,
        ImmutableArray<string> Tensors,
        ImmutableArray<string> Stored,
        ImmutableSortedDictionary<string, Tensor<T>> Values,
        WeightMoves Moves
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The configuration of the file.</summary>
        public AdapterConfig Config(string baseName)
        {
            var (rank, alpha) = (Matrices[0].Adaptation.Rank, Alpha(Matrices[0].Adaptation));
            string[] modules = [.. Matrices.Select(one => one.Modules[0]).Distinct(StringComparer.Ordinal)];
            return new(rank, alpha)
            {
                Base = baseName,
                Modules = [.. modules],
                Pattern = ModuleNames.Pattern(modules, Tensors.SelectMany(ModuleNames.Around)),
                WholeModules =
                [
                    .. Stored
                        .Select(name => ModuleNames.Around(name).LastOrDefault(string.Empty))
                        .Where(module => module.Length > 0)
                        .Distinct(StringComparer.Ordinal),
                ],
                Ranks = Others(one => one.Rank, rank),
                Alphas = Others(Alpha, alpha),
            };
        }

        /// <summary>An error if the adapters' rank or α differs from the file's.</summary>
        public Either<Error, Unit> Agrees(AdapterConfig config)
        {
            string[] wrong =
            [
                .. Matrices
                    .Select(one => (one.Adaptation, Module: one.Modules[0], Size: config.SizeOf(one.Modules)))
                    .Where(one =>
                        one.Size.Rank != one.Adaptation.Rank
                        || Math.Abs((one.Size.Alpha / one.Size.Rank) - one.Adaptation.Scale)
                            > 1e-9 * Math.Abs(one.Adaptation.Scale)
                    )
                    .Select(one =>
                        FormattableString.Invariant(
                            $"{one.Module} is LowRank(rank: {one.Size.Rank}, alpha: {one.Size.Alpha}) in the file and (rank: {one.Adaptation.Rank}, alpha: {Alpha(one.Adaptation)}) in the model"
                        )
                    ),
            ];
            return wrong.Length == 0
                ? Unit.Default
                : Error.New($"{string.Join("; ", wrong)}. Repair: make the layer by AdapterConfig.Adapt");
        }

        private static double Alpha(Adaptation adaptation) => adaptation.Scale * adaptation.Rank;

        // A name that other adapted modules end in stands for itself alone behind ^.
        private ImmutableArray<KeyValuePair<string, TValue>> Others<TValue>(Func<Adaptation, TValue> of, TValue common)
            where TValue : struct =>
            [
                .. Matrices
                    .Where(one => !of(one.Adaptation).Equals(common))
                    .Select(one =>
                        KeyValuePair.Create(
                            Matrices.Any(other =>
                                !of(other.Adaptation).Equals(of(one.Adaptation))
                                && ModuleNames.Ends(other.Modules[0], one.Modules[0])
                            )
                                ? $"^{System.Text.RegularExpressions.Regex.Escape(one.Modules[0])}"
                                : one.Modules[0],
                            of(one.Adaptation)
                        )
                    )
                    .DistinctBy(one => one.Key, StringComparer.Ordinal),
            ];
    }
}
