using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The contents of <c>adapter_config.json</c>, the configuration of low-rank adapters, as the library PEFT writes it.</summary>
/// <param name="Rank">r, the rank of the product; 8 in a file without it, as in PEFT.</param>
/// <param name="Alpha">α: the product is scaled by α/r; 8 in a file without it. For a file with <c>use_rslora</c>, which divides by √r, the
/// equivalent α.</param>
/// <example><code>
/// AdapterConfig config = AdapterConfig.Load("adapters/french").OrThrow();
/// Layer adapted = config.Adapt(layer, WeightRules.Llama);
/// </code></example>
public sealed partial record AdapterConfig(int Rank, double Alpha)
{
    /// <summary>The name of the file.</summary>
    internal const string File = "adapter_config.json";

    /// <summary>The word for the matrices of all dense layers.</summary>
    internal const string AllLinear = "all-linear";

    /// <summary>The task of a base that classifies sequences.</summary>
    internal const string Classification = "SEQ_CLS";

    private const int MaxBytes = 1 << 24;

    // Output layers, which PEFT does not count among all linear ones.
    private const string Head = "lm_head";

    private static readonly string[] ClassifierHeads = ["score", "classifier"];

    /// <summary>Gets the names of the adapted modules, or their suffixes after a dot; empty for all.</summary>
    public ImmutableArray<string> Modules { get; init; } = [];

    /// <summary>
    /// Gets the pattern of whole module names, if the file has one instead of a list; <c>all-linear</c> for the matrices of all dense layers
    /// but <c>lm_head</c> and, in a file for the classification of sequences, the classifier; else empty.
    /// </summary>
    public string Pattern { get; init; } = string.Empty;

    /// <summary>Gets the names of modules that are not adapted, or their suffixes after a dot.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    /// <summary>Gets the pattern of whole names of modules that are not adapted, if the file has one instead of a list; else empty.</summary>
    public string ExcludedPattern { get; init; } = string.Empty;

    /// <summary>Gets the numbers of the layers that are adapted; empty for all.</summary>
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>Gets the patterns of the names that such numbers follow; empty for any.</summary>
    public ImmutableArray<string> LayerLists { get; init; } = [];

    /// <summary>
    /// Gets the modules with another rank: patterns of their names or of suffixes after a dot, of which the first that matches applies.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, int>> Ranks { get; init; } = [];

    /// <summary>Gets the modules with another α as the file has it, by patterns as for <see cref="Ranks"/>.</summary>
    public ImmutableArray<KeyValuePair<string, double>> Alphas { get; init; } = [];

    /// <summary>Gets the modules whose weights are stored whole. They and the modules in them have no adapters.</summary>
    public ImmutableArray<string> WholeModules { get; init; } = [];

    /// <summary>Gets which biases are trained beside the factors.</summary>
    public AdapterBias Bias { get; init; }

    /// <summary>Gets the name of the base model; empty if unknown.</summary>
    public string Base { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether products are scaled by α/√r.</summary>
    internal bool IsByRoot { get; init; }

    /// <summary>Gets the α that the file has; with √r, that to 15 digits, which the root leaves as they are.</summary>
    internal double GivenAlpha =>
        IsByRoot
            ? double.Parse(
                (Alpha / Math.Sqrt(Rank)).ToString("G15", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture
            )
            : Alpha;

    /// <summary>Gets a value indicating whether an output projection that is tied to the embedding stays so.</summary>
    internal bool IsTied { get; init; }

    /// <summary>Gets a value indicating whether the base classifies sequences.</summary>
    internal bool IsClassifier { get; init; }

    private bool IsAllLinear => Pattern.Equals(AllLinear, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the configuration of the adapters in a folder.</summary>
    /// <param name="folder">The folder, or the file.</param>
    /// <returns>The configuration, or the error: no such file, another kind of adapter, an unsupported form.</returns>
    public static Either<Error, AdapterConfig> Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = Directory.Exists(folder) ? Path.Combine(folder, File) : folder;
        try
        {
            using var stream = RegularFile.OpenRead(file);
            if (stream.Length > MaxBytes)
            {
                return Error.New($"{file}: {stream.Length} bytes are too many for a configuration");
            }

            using var json = JsonDocument.Parse(stream, new() { MaxDepth = 16 });
            return AdapterConfigJson.Read(json.RootElement);
        }
        catch (FormatException e)
        {
            return Error.New($"{file}: {e.Message}");
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or NotSupportedException
                        or JsonException
                        or InvalidOperationException
            )
        {
            return Error.New($"cannot read {file}: {e.Message}");
        }
    }

    /// <summary>
    /// A layer with adapters where the file has them, each of its rank and α; modules that the file stores whole and the biases that it has
    /// are trained, all else is frozen.
    /// </summary>
    /// <param name="layer">The layer of the base model.</param>
    /// <param name="rules">The names of its parameters in published files; its paths if absent.</param>
    /// <param name="storage">The format that the frozen weights are held in.</param>
    /// <returns>The layer, whose model <see cref="AdapterFiles.LoadAdapter"/> takes with the same rules.</returns>
    /// <example><code>
    /// AdapterConfig config = AdapterConfig.Load("adapters/french").OrThrow();
    /// Layer adapted = config.Adapt(Gpt2(50_257), WeightRules.Gpt2);
    /// </code></example>
    public Layer Adapt(Layer layer, WeightRules? rules = null, WeightFormat storage = WeightFormat.Full)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var names = rules ?? new();
        return new LowRank(
            layer,
            Rank,
            Alpha,
            path => Selects(path, names),
            WholeModules.IsEmpty && Bias == AdapterBias.None
                ? null
                : path => IsTrained(ModuleNames.OfPath(path, names)),
            storage
        )
        {
            Sizes = path => SizeOf(ModulesOf(path, names)),
            IsLinear = IsAllLinear,
        };
    }

    /// <summary>
    /// Whether a matrix is adapted, by its path or its name in a published file: <c>encoder/0/query/weight</c>. Whether it is that of a dense
    /// layer, <c>all-linear</c> cannot tell from a name: <see cref="Adapt"/> does.
    /// </summary>
    public bool Selects(string path) => Selects(path, new());

    /// <summary>Whether a matrix is adapted, by its path and the rules that give its name in a published file.</summary>
    /// <param name="path">The path: <c>layers/0/self_attn/query/weight</c>, by <see cref="WeightRules.Llama"/> <c>q_proj</c>.</param>
    /// <param name="rules">The rules. Of several names for a path, one that is selected is enough, and one that is excluded too.</param>
    /// <example><code>
    /// AdapterConfig config = AdapterConfig.Load("adapters/french").OrThrow();
    /// Layer adapted = LowRank(layer, 8, 16, path => config.Selects(path, WeightRules.Llama));
    /// </code></example>
    public bool Selects(string path, WeightRules rules)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(rules);
        return IsAdapted(ModuleNames.OfPath(path, rules), ModulesOf(path, rules));
    }

    /// <summary>Whether a parameter is a bias that is trained, by all names that it may have; a file may lack it all the same.</summary>
    internal bool HasBias(ImmutableArray<string> tensors) =>
        Bias switch
        {
            AdapterBias.All => tensors.Any(ModuleNames.IsBias),
            AdapterBias.LoraOnly => tensors.All(name => ModuleNames.OfBias(name) is not null)
                && IsAdapted(tensors, [.. tensors.Select(name => ModuleNames.OfBias(name)!)]),
            _ => false,
        };

    /// <summary>The rank and the α of a module, by all names that it may have.</summary>
    internal (int Rank, double Alpha) SizeOf(ImmutableArray<string> modules)
    {
        var rank = First(Ranks, modules) ?? Rank;
        var given = First(Alphas, modules);
        return !IsByRoot ? (rank, given ?? Alpha)
            : given is { } own ? (rank, own * Math.Sqrt(rank))
            : (rank, Alpha * Math.Sqrt(rank / (double)Rank));
    }

    private static ImmutableArray<string> ModulesOf(string path, WeightRules rules) =>
        [.. ModuleNames.OfPath(path, rules).Select(ModuleNames.Of)];

    private bool IsTrained(ImmutableArray<string> tensors) => tensors.Any(IsStoredWhole) || HasBias(tensors);

    private bool IsAdapted(ImmutableArray<string> tensors, ImmutableArray<string> modules) =>
        modules.Any(IsTarget) && !modules.Any(IsExcluded) && !tensors.Any(IsStoredWhole);

    private bool IsTarget(string module) =>
        IsAllLinear ? !IsOutput(module)
        : Pattern.Length > 0 ? ModuleNames.IsWhole(module, Pattern)
        : Modules.Contains(module, StringComparer.Ordinal) ? true
        : (Modules.IsEmpty || Modules.Any(name => ModuleNames.Ends(module, name))) && IsInLayer(module);

    private bool IsOutput(string module) =>
        ModuleNames.Ends(module, Head) || (IsClassifier && Array.Exists(ClassifierHeads, head => head == module));

    // PEFT: of several lists the first that the name has counts.
    private bool IsInLayer(string module)
    {
        string[] lists = LayerLists.IsEmpty ? [string.Empty] : [.. LayerLists];
        var number = lists.Select(list => ModuleNames.LayerOf(module, list)).FirstOrDefault(found => found is not null);
        return Layers.IsEmpty || (number is { } layer && Layers.Contains(layer));
    }

    private bool IsExcluded(string module) =>
        ExcludedPattern.Length > 0
            ? ModuleNames.IsWhole(module, ExcludedPattern)
            : Excluded.Any(name => ModuleNames.Ends(module, name));

    // A module that is named in full as adapted is not the one that ends in the name of one that is stored whole.
    private bool IsStoredWhole(string tensor) =>
        ModuleNames
            .Around(tensor)
            .Any(module =>
                !Modules.Contains(module, StringComparer.Ordinal)
                && WholeModules.Any(name => ModuleNames.Ends(module, name))
            );

    private static T? First<T>(ImmutableArray<KeyValuePair<string, T>> patterns, ImmutableArray<string> modules)
        where T : struct =>
        patterns
            .Where(one => modules.Any(module => ModuleNames.IsEnd(module, one.Key)))
            .Select(one => (T?)one.Value)
            .FirstOrDefault();
}
