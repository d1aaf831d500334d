using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FunctionalNet.Cli.Commands;

/// <summary>Results as JSON: names in camelCase, numbers unrounded, and null for values without a JSON form.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new Finite<double>(), new Finite<float>(), new JsonStringEnumConverter() },
    };

    /// <summary>One object with the properties of a result, if any, the exit code, and the error, if any.</summary>
    public static string Of(object? result, int code, string? complaint)
    {
        var written = result is null
            ? []
            : JsonSerializer.SerializeToNode(result, result.GetType(), Options)!.AsObject();
        written["exitCode"] = code;
        if (complaint is not null)
        {
            written["error"] = complaint;
        }

        return written.ToJsonString(Options);
    }

    // JSON has neither NaN nor infinities.
    private sealed class Finite<T> : JsonConverter<T>
        where T : struct, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            T.CreateChecked(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            if (!T.IsFinite(value))
            {
                writer.WriteNullValue();
            }
            else if (value is float single)
            {
                writer.WriteNumberValue(single);
            }
            else
            {
                writer.WriteNumberValue(double.CreateChecked(value));
            }
        }
    }
}
