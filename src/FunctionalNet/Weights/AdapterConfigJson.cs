using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using static FunctionalNet.AdapterConfigValues;

namespace FunctionalNet;

/// <summary>The configuration of low-rank adapters as JSON, in PEFT's names and with its defaults.</summary>
internal static class AdapterConfigJson
{
    // Sizes of a peft.LoraConfig that does not say them.
    private const int Size = 8;

    private const string Layers = "layers_to_transform";
    private const string LayerLists = "layers_pattern";

    // Forms of adapters with other tensors, of another base, or with another forward pass.
    private static readonly string[] Unsupported =
    [
        "use_dora",
        "use_qalora",
        "use_bdlora",
        "lora_bias",
        "target_parameters",
        "trainable_token_indices",
        "alora_invocation_tokens",
        "arrow_config",
        "monteclora_config",
        "velora_config",
        "layer_replication",
    ];

    // Initializations that change the weights of the base: PiSSA, OLoRA, CorDA, LoftQ and LoRA-GA.
    private static readonly string[] OfChangedBase = ["pissa", "olora", "corda", "loftq", "lora_ga"];

    private static readonly (string Name, AdapterBias Bias)[] Biases =
    [
        ("none", AdapterBias.None),
        ("lora_only", AdapterBias.LoraOnly),
        ("all", AdapterBias.All),
    ];

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="FormatException">It is of another kind, or a value is of a wrong type.</exception>
    public static AdapterConfig Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("peft_type", out var kind))
        {
            throw new FormatException("it has no peft_type, and is no configuration of adapters");
        }

        if (kind.ValueKind != JsonValueKind.String || kind.GetString() is not "LORA")
        {
            throw new FormatException($"its adapters are of the kind {kind}, not LORA");
        }

        if (Array.Find(Unsupported, name => IsSet(json, name)) is { } unsupported)
        {
            throw new FormatException($"it is a form of LoRA that is not supported: {unsupported}");
        }

        if (
            Found(json, "init_lora_weights") is { ValueKind: JsonValueKind.String } start
            && Array.Exists(
                OfChangedBase,
                form => start.GetString()!.StartsWith(form, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            throw new FormatException(
                $"its base has other weights than published, by init_lora_weights {start}: convert it in PEFT to plain LoRA"
            );
        }

        var bias = BiasOf(json);
        var rank = Found(json, "r") is { } r ? Whole("r", r) : Size;
        var alpha = Found(json, "lora_alpha") is { } given ? Number("lora_alpha", given) : Size;
        var isByRoot = IsSet(json, "use_rslora");
        var (modules, pattern) = Selection(json, "target_modules");
        var (excluded, excludedPattern) = Selection(json, "exclude_modules");
        CheckLayers(json, pattern);
        var lists = Names(json, LayerLists);
        foreach (var list in lists)
        {
            ModuleNames.Check(LayerLists, list);
        }

        if (bias == AdapterBias.LoraOnly && modules.IsEmpty && pattern is "" or AdapterConfig.AllLinear)
        {
            throw new FormatException(
                "bias is lora_only, but target_modules names no modules whose biases these are: list them, as PEFT does when it saves"
            );
        }

        return new(Positive("r", rank), Positive("lora_alpha", alpha) * (isByRoot ? Math.Sqrt(rank) : 1))
        {
            Pattern = pattern,
            Modules = modules,
            Excluded = excluded,
            ExcludedPattern = excludedPattern,
            Layers = Found(json, Layers) is { } layers ? [.. Items(layers).Select(layer => Whole(Layers, layer))] : [],
            LayerLists = lists,
            WholeModules = Names(json, "modules_to_save"),
            Bias = bias,
            Base = Found(json, "base_model_name_or_path") is { ValueKind: JsonValueKind.String } name
                ? name.GetString()!
                : string.Empty,
            Ranks = Patterns(json, "rank_pattern", (property, value) => Positive(property, Whole(property, value))),
            Alphas = Patterns(json, "alpha_pattern", (property, value) => Positive(property, Number(property, value))),
            IsByRoot = isByRoot,
            IsTied = IsSet(json, "ensure_weight_tying"),
            IsClassifier =
                Found(json, "task_type") is { ValueKind: JsonValueKind.String } task
                && task.ValueEquals(AdapterConfig.Classification),
        };
    }

    /// <summary>The file of a configuration.</summary>
    public static byte[] Write(AdapterConfig config)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("peft_type", "LORA");
            json.WriteString("task_type", config.IsClassifier ? AdapterConfig.Classification : null);
            json.WriteString("base_model_name_or_path", config.Base);
            json.WriteBoolean("inference_mode", true);
            json.WriteNumber("r", config.Rank);
            json.WriteNumber("lora_alpha", config.GivenAlpha);
            json.WriteNumber("lora_dropout", 0);
            json.WriteString("bias", Array.Find(Biases, one => one.Bias == config.Bias).Name);
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteBoolean("use_rslora", config.IsByRoot);
            json.WriteBoolean("use_dora", false);
            Select("target_modules", config.Modules, config.Pattern);

            // Only where they say something: older versions do not know them.
            if (config.IsTied)
            {
                json.WriteBoolean("ensure_weight_tying", true);
            }

            if (!config.Excluded.IsEmpty || config.ExcludedPattern.Length > 0)
            {
                Select("exclude_modules", config.Excluded, config.ExcludedPattern);
            }

            if (!config.Layers.IsEmpty)
            {
                json.WriteStartArray(Layers);
                foreach (var layer in config.Layers)
                {
                    json.WriteNumberValue(layer);
                }

                json.WriteEndArray();
            }

            if (!config.LayerLists.IsEmpty)
            {
                Put(LayerLists, config.LayerLists);
            }

            Put("modules_to_save", config.WholeModules);
            json.WriteStartObject("rank_pattern");
            foreach (var (module, rank) in config.Ranks)
            {
                json.WriteNumber(module, rank);
            }

            json.WriteEndObject();
            json.WriteStartObject("alpha_pattern");
            foreach (var (module, alpha) in config.Alphas)
            {
                json.WriteNumber(module, alpha);
            }

            json.WriteEndObject();
            json.WriteEndObject();

            void Select(string property, ImmutableArray<string> names, string pattern)
            {
                if (pattern.Length > 0)
                {
                    json.WriteString(property, pattern);
                    return;
                }

                Put(property, names);
            }

            void Put(string property, ImmutableArray<string> names)
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
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static AdapterBias BiasOf(JsonElement json) =>
        Found(json, "bias") is not { } bias ? AdapterBias.None
        : bias.ValueKind == JsonValueKind.String
        && Array.FindIndex(Biases, one => bias.ValueEquals(one.Name)) is >= 0 and var place
            ? Biases[place].Bias
        : throw Wrong("bias", bias, Listing.Of(Biases.Select(one => one.Name), " or "));

    // As a peft.LoraConfig with these would.
    private static void CheckLayers(JsonElement json, string pattern)
    {
        var isOfLayers =
            Found(json, Layers) is { } layers && (layers.ValueKind != JsonValueKind.Array || IsSet(layers));
        var isOfLists = IsSet(json, LayerLists);
        if (pattern.Length > 0 && (isOfLayers || isOfLists))
        {
            throw new FormatException(
                $"{(isOfLayers ? Layers : LayerLists)} goes with a list of target_modules, not with the pattern '{pattern}'"
            );
        }

        if (isOfLists && !isOfLayers)
        {
            throw new FormatException($"{LayerLists} says what precedes the numbers of {Layers}, which it lacks");
        }
    }
}
