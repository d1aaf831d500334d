using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The contents of <c>adapter_config.json</c>, the configuration of low-rank adapters, as the library PEFT writes it.</summary>
/// <param name="Rank">r, the rank of the product.</param>
/// <param name="Alpha">α: the product is scaled by α/r. For a file with <c>use_rslora</c>, which divides by √r, the equivalent α.</param>
/// <example><code>
/// AdapterConfig config = AdapterConfig.Load("adapters/french").OrThrow();
/// Layer adapted = LowRank(layer, config.Rank, config.Alpha, path => config.Selects(path));
/// </code></example>
public sealed record AdapterConfig(int Rank, double Alpha)
{
    /// <summary>The name of the file.</summary>
    internal const string File = "adapter_config.json";

    private const int MaxBytes = 1 << 24;

    /// <summary>Gets the names of the adapted modules, or their suffixes after a dot; empty for all.</summary>
    public ImmutableArray<string> Modules { get; init; } = [];

    /// <summary>Gets the pattern of whole module names, if the file has one instead of a list; else empty.</summary>
    public string Pattern { get; init; } = string.Empty;

    /// <summary>Gets the modules with another rank.</summary>
    public ImmutableSortedDictionary<string, int> Ranks { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Gets the modules with another α.</summary>
    public ImmutableSortedDictionary<string, double> Alphas { get; init; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>Gets the modules whose weights are stored whole.</summary>
    public ImmutableArray<string> WholeModules { get; init; } = [];

    /// <summary>Gets the name of the base model; empty if unknown.</summary>
    public string Base { get; init; } = string.Empty;

    /// <summary>Rank, α and the adapted modules: <c>rank 8, alpha 16, modules q_proj, v_proj</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"rank {Rank}, alpha {Alpha}")
        + (Modules.IsEmpty && Pattern.Length == 0 ? ", all modules" : string.Empty)
        + (Modules.IsEmpty ? string.Empty : $", modules {Listing.Of(Modules)}")
        + (Pattern.Length == 0 ? string.Empty : $", modules that match {Pattern}")
        + string.Concat(Ranks.Select(one => FormattableString.Invariant($", rank {one.Value} of {one.Key}")))
        + string.Concat(Alphas.Select(one => FormattableString.Invariant($", alpha {one.Value} of {one.Key}")))
        + (WholeModules.IsEmpty ? string.Empty : $", whole {Listing.Of(WholeModules)}")
        + (Base.Length == 0 ? string.Empty : $", of {Base}");

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
            return Of(json.RootElement).MapLeft(error => Error.New($"{file}: {error.Message}"));
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or NotSupportedException
                        or JsonException
                        or FormatException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or ArgumentException
            )
        {
            return Error.New($"cannot read {file}: {e.Message}");
        }
    }

    /// <summary>Whether a matrix is adapted, by its path or its name in a published file: <c>encoder/0/query/weight</c>.</summary>
    public bool Selects(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var module = Module(path.Replace('/', '.'));
        return Pattern.Length > 0
            ? Regex.IsMatch(module, $"^(?:{Pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
            : Modules.IsEmpty || Modules.Any(name => Ends(module, name));
    }

    /// <summary>The module of a tensor: its name without <c>.weight</c>.</summary>
    internal static string Module(string name)
    {
        const string weight = "weight";
        return name is weight ? string.Empty
            : name.EndsWith($".{weight}", StringComparison.Ordinal) ? name[..^(weight.Length + 1)]
            : name;
    }

    /// <summary>The rank of a module.</summary>
    internal int RankOf(string module) =>
        Ranks.Where(one => Ends(module, one.Key)).Select(one => (int?)one.Value).FirstOrDefault() ?? Rank;

    /// <summary>The α of a module.</summary>
    internal double AlphaOf(string module) =>
        Alphas.Where(one => Ends(module, one.Key)).Select(one => (double?)one.Value).FirstOrDefault() ?? Alpha;

    /// <summary>Writes the configuration.</summary>
    internal Either<Error, Unit> Save(string folder)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("peft_type", "LORA");
            json.WriteNull("task_type");
            json.WriteString("base_model_name_or_path", Base);
            json.WriteBoolean("inference_mode", true);
            json.WriteNumber("r", Rank);
            json.WriteNumber("lora_alpha", Alpha);
            json.WriteNumber("lora_dropout", 0);
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteBoolean("use_rslora", false);
            json.WriteBoolean("use_dora", false);
            Names(json, "target_modules", Modules);
            Names(json, "modules_to_save", WholeModules);
            json.WriteStartObject("rank_pattern");
            foreach (var (module, rank) in Ranks)
            {
                json.WriteNumber(module, rank);
            }

            json.WriteEndObject();
            json.WriteStartObject("alpha_pattern");
            foreach (var (module, alpha) in Alphas)
            {
                json.WriteNumber(module, alpha);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return WholeFile.Write(Path.Combine(folder, File), stream => stream.Write(buffer.WrittenSpan));
    }

    private static Either<Error, AdapterConfig> Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("peft_type", out var kind))
        {
            return Error.New("it has no peft_type, and is no configuration of adapters");
        }

        if (kind.GetString() is not "LORA")
        {
            return Error.New($"its adapters are of the kind {kind}, not LORA");
        }

        if (((string[])["use_dora", "lora_bias"]).FirstOrDefault(name => IsSet(json, name)) is { } unsupported)
        {
            return Error.New($"it is a form of LoRA that is not supported: {unsupported}");
        }

        var rank = json.GetProperty("r").GetInt32();
        var alpha = json.GetProperty("lora_alpha").GetDouble();
        var isByRoot = IsSet(json, "use_rslora");
        var modules = json.TryGetProperty("target_modules", out var targets) ? targets : default;
        var pattern =
            modules.ValueKind == JsonValueKind.String && modules.GetString() is not "all-linear"
                ? modules.GetString()!
                : string.Empty;
        var (ranks, alphas) = (Numbers(json, "rank_pattern"), Numbers(json, "alpha_pattern"));
        if (rank < 1 || !double.IsFinite(alpha) || ranks.Any(one => one.Value is < 1 or > int.MaxValue))
        {
            return Error.New($"a rank of {rank} with an alpha of {alpha} is invalid");
        }

        if (pattern.Length > 0)
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
        }

        var config = new AdapterConfig(rank, 0)
        {
            Pattern = pattern,
            Modules = Names(modules),
            WholeModules = json.TryGetProperty("modules_to_save", out var whole) ? Names(whole) : [],
            Base =
                json.TryGetProperty("base_model_name_or_path", out var name) && name.ValueKind == JsonValueKind.String
                    ? name.GetString()!
                    : string.Empty,
            Ranks = ranks.ToImmutableSortedDictionary(one => one.Key, one => (int)one.Value, StringComparer.Ordinal),
        };
        return config with
        {
            Alpha = Scaled(alpha, rank),
            Alphas = alphas.ToImmutableSortedDictionary(
                one => one.Key,
                one => Scaled(one.Value, config.RankOf(one.Key)),
                StringComparer.Ordinal
            ),
        };

        double Scaled(double given, int over) => isByRoot ? given * Math.Sqrt(over) : given;
    }

    private static bool IsSet(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static ImmutableArray<string> Names(JsonElement names) =>
        names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(name => name.GetString() ?? string.Empty)]
            : [];

    private static KeyValuePair<string, double>[] Numbers(JsonElement json, string name) =>
        json.TryGetProperty(name, out var numbers) && numbers.ValueKind == JsonValueKind.Object
            ? [.. numbers.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetDouble()))]
            : [];

    private static void Names(Utf8JsonWriter json, string property, ImmutableArray<string> names)
    {
        if (names.IsEmpty)
        {
            json.WriteNull(property);
            return;
        }

        json.WriteStartArray(property);
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static bool Ends(string module, string name) =>
        module == name || module.EndsWith($".{name}", StringComparison.Ordinal);
}
