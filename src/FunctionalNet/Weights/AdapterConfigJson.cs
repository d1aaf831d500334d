using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionalNet;

/// <summary>The configuration of low-rank adapters as JSON, in PEFT's names and with its defaults.</summary>
internal static class AdapterConfigJson
{
    // Sizes of a peft.LoraConfig that does not say them.
    private const int Size = 8;

    // Forms of adapters with other tensors, or of another base.
    private static readonly string[] Unsupported =
    [
        "use_dora",
        "use_qalora",
        "lora_bias",
        "target_parameters",
        "trainable_token_indices",
        "alora_invocation_tokens",
        "layer_replication",
    ];

    // Initializations that change the weights of the base: PiSSA, OLoRA, CorDA and LoftQ.
    private static readonly string[] OfChangedBase = ["pissa", "olora", "corda", "loftq"];

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

        if (Array.Find(Unsupported, name => Found(json, name) is { } value && IsSet(value)) is { } unsupported)
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

        var rank = Found(json, "r") is { } r ? Whole("r", r) : Size;
        var alpha = Found(json, "lora_alpha") is { } given ? Number("lora_alpha", given) : Size;
        var isByRoot = Found(json, "use_rslora") is { ValueKind: JsonValueKind.True };
        var (modules, pattern) = Selection(json, "target_modules");
        var (excluded, excludedPattern) = Selection(json, "exclude_modules");
        return new(Positive("r", rank), Positive("lora_alpha", alpha) * (isByRoot ? Math.Sqrt(rank) : 1))
        {
            Pattern = pattern is "all-linear" ? string.Empty : pattern,
            Modules = modules,
            Excluded = excluded,
            ExcludedPattern = excludedPattern,
            Layers = Found(json, "layers_to_transform") is { } layers
                ? [.. Items(layers).Select(layer => Whole("layers_to_transform", layer))]
                : [],
            LayerLists = Names(json, "layers_pattern"),
            WholeModules = Names(json, "modules_to_save"),
            Base = Found(json, "base_model_name_or_path") is { ValueKind: JsonValueKind.String } name
                ? name.GetString()!
                : string.Empty,
            Ranks = Patterns(json, "rank_pattern", (property, value) => Positive(property, Whole(property, value))),
            Alphas = Patterns(json, "alpha_pattern", (property, value) => Positive(property, Number(property, value))),
            IsByRoot = isByRoot,
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
            json.WriteNull("task_type");
            json.WriteString("base_model_name_or_path", config.Base);
            json.WriteBoolean("inference_mode", true);
            json.WriteNumber("r", config.Rank);
            json.WriteNumber("lora_alpha", config.Alpha);
            json.WriteNumber("lora_dropout", 0);
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteBoolean("use_rslora", false);
            json.WriteBoolean("use_dora", false);
            if (config.Pattern.Length > 0)
            {
                json.WriteString("target_modules", config.Pattern);
            }
            else
            {
                Put("target_modules", config.Modules);
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

    private static JsonElement? Found(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool IsSet(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.False => false,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.EnumerateObject().Any(),
            JsonValueKind.String => value.GetString()!.Length > 0,
            _ => true,
        };

    private static IEnumerable<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    // A string is a pattern of whole names, a list has names.
    private static (ImmutableArray<string> Names, string Pattern) Selection(JsonElement json, string property)
    {
        if (Found(json, property) is not { ValueKind: JsonValueKind.String } text)
        {
            return (Names(json, property), string.Empty);
        }

        ModuleNames.Check(property, text.GetString()!);
        return ([], text.GetString()!);
    }

    private static ImmutableArray<string> Names(JsonElement json, string property) =>
        Found(json, property) is not { } names
            ? []
            :
            [
                .. Items(names)
                    .Select(name =>
                        name.ValueKind == JsonValueKind.String
                            ? name.GetString()!
                            : throw Wrong(property, name, "a name")
                    ),
            ];

    private static ImmutableArray<KeyValuePair<string, T>> Patterns<T>(
        JsonElement json,
        string property,
        Func<string, JsonElement, T> read
    )
    {
        if (Found(json, property) is not { } all)
        {
            return [];
        }

        if (all.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(property, all, "an object of names and numbers");
        }

        return [.. all.EnumerateObject().Select(Entry)];

        KeyValuePair<string, T> Entry(JsonProperty one)
        {
            ModuleNames.Check(property, one.Name);
            return KeyValuePair.Create(one.Name, read($"{property} of {one.Name}", one.Value));
        }
    }

    private static int Whole(string property, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Wrong(property, value, "a whole number");

    private static double Number(string property, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(property, value, "a number");

    private static T Positive<T>(string property, T number)
        where T : System.Numerics.INumber<T> =>
        number > T.Zero
            ? number
            : throw new FormatException(FormattableString.Invariant($"{property} is {number}, not above 0"));

    private static FormatException Wrong(string property, JsonElement value, string asked)
    {
        const int max = 40;
        var text = value.GetRawText();
        return new($"{property} is {(text.Length > max ? $"{text[..max]}…" : text)}, not {asked}");
    }
}
