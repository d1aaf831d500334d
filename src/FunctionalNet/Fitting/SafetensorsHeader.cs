using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The header of a safetensors file: metadata, and name, format, shape and byte range of each tensor.</summary>
/// <remarks>
/// The format: 8 bytes with the length of the header, a JSON object, the numbers. Read token by token: nothing is built that the file does
/// not hold.
/// </remarks>
internal sealed record SafetensorsHeader(
    ImmutableSortedDictionary<string, string> Notes,
    ImmutableArray<TensorEntry> Entries
)
{
    /// <summary>The metadata key of the hash.</summary>
    public const string Hash = "sha256";

    private const string NotesName = "__metadata__";

    /// <summary>The start of a header with a hash, so that the offset of the hash is known.</summary>
    private static readonly byte[] Beginning = Encoding.UTF8.GetBytes($"{{\"{NotesName}\":{{\"{Hash}\":\"");

    /// <summary>Gets the tensors in the order of their bytes; an empty one precedes the one that starts at the same offset.</summary>
    public IEnumerable<TensorEntry> InOrder => Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End);

    /// <summary>What is wrong with the name of a tensor; null if nothing is.</summary>
    public static string? WrongName(string name) =>
        name.Length == 0 ? "a tensor has no name"
        : name.Contains('\0', StringComparison.Ordinal)
            ? $"the name '{name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds a NUL"
        : name is NotesName ? $"no tensor is called {NotesName}, which is reserved for the metadata"
        : null;

    /// <summary>The offset of the 64 digits of the hash; null for a file without one.</summary>
    public static Range? HashPlace(ReadOnlySpan<byte> header) =>
        header.StartsWith(Beginning) && header.Length >= Beginning.Length + 64
            ? Beginning.Length..(Beginning.Length + 64)
            : null;

    /// <summary>The header as bytes, padded to whole words, with zeros for the digits of the hash.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(NotesName);
            json.WriteString(Hash, new string('0', 64));
            foreach (var (name, note) in Notes.Remove(Hash))
            {
                json.WriteString(name, note);
            }

            json.WriteEndObject();
            foreach (var entry in Entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Format.Name);
                json.WriteStartArray("shape");
                foreach (var axis in entry.Shape)
                {
                    json.WriteNumberValue(axis);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(entry.Begin);
                json.WriteNumberValue(entry.End);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var bytes = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        bytes.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads the header of a file that has this many bytes after it.</summary>
    public static Either<Error, SafetensorsHeader> Parse(ReadOnlySpan<byte> header, long numbers)
    {
        try
        {
            var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4 });
            var (notes, entries) = Read(ref json);
            var read = new SafetensorsHeader(notes, entries);
            return Problem(read.InOrder, numbers) is { } wrong ? Error.New(wrong) : read;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return Error.New($"the header is damaged: {e.Message}");
        }
    }

    // The tensors must be contiguous and fill the file.
    private static string? Problem(IEnumerable<TensorEntry> entries, long numbers)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (WrongName(entry.Name) is { } wrong)
            {
                return wrong;
            }

            if (!entry.IsConsistent)
            {
                return $"{entry.Name} of shape [{string.Join(", ", entry.Shape)}] has bytes {entry.Begin} to {entry.End}, which does not fit {entry.Format.Name}";
            }

            if (entry.Begin != end)
            {
                return $"{entry.Name} begins at byte {entry.Begin} where the tensor before ends at {end}";
            }

            end = entry.End;
        }

        return end == numbers ? null : $"its tensors end at byte {end} after the header, the file at {numbers}";
    }

    private static (ImmutableSortedDictionary<string, string> Notes, ImmutableArray<TensorEntry> Entries) Read(
        ref Utf8JsonReader json
    )
    {
        var notes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<TensorEntry>();
        var names = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (!names.Add(name))
            {
                throw new FormatException($"'{name}' comes twice.");
            }

            if (name is not NotesName)
            {
                entries.Add(Entry(ref json, name));
                continue;
            }

            Expect(ref json, JsonTokenType.StartObject);
            while (Next(ref json) == JsonTokenType.PropertyName)
            {
                var note = json.GetString()!;
                Expect(ref json, JsonTokenType.String);
                if (!notes.TryAdd(note, json.GetString()!))
                {
                    throw new FormatException($"The note '{note}' comes twice.");
                }
            }
        }

        // The reader itself rejects data after the object.
        return json.Read()
            ? throw new FormatException("There is more than one object.")
            : (notes.ToImmutable(), entries.ToImmutable());
    }

    private static TensorEntry Entry(ref Utf8JsonReader json, string name)
    {
        (NumberFormat? format, long[]? shape, long[]? place) = (null, null, null);
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            switch (json.GetString())
            {
                case "dtype" when format is not null:
                case "shape" when shape is not null:
                case "data_offsets" when place is not null:
                    throw new FormatException($"{name} has its {json.GetString()} twice.");
                case "dtype":
                    Expect(ref json, JsonTokenType.String);
                    format = NumberFormat.Named(json.GetString()!);
                    break;
                case "shape":
                    shape = Numbers(ref json, name);
                    break;
                case "data_offsets":
                    place = Numbers(ref json, name);
                    break;
                case var other:
                    throw new FormatException($"{name} has an unknown property '{other}'.");
            }
        }

        return (format, shape, place) is ({ } numbers, { } axes, [var begin, var end])
            ? new TensorEntry(name, numbers, [.. axes], begin, end)
            : throw new FormatException($"{name} lacks its dtype, shape or two data_offsets.");
    }

    private static long[] Numbers(ref Utf8JsonReader json, string name)
    {
        var numbers = new List<long>();
        Expect(ref json, JsonTokenType.StartArray);
        while (Next(ref json) == JsonTokenType.Number)
        {
            numbers.Add(
                json.TryGetInt64(out var number) && number >= 0
                    ? number
                    : throw new FormatException($"{name} has a size or offset that is no whole number.")
            );
        }

        return json.TokenType == JsonTokenType.EndArray
            ? [.. numbers]
            : throw new FormatException($"{name} has a size or offset that is no number.");
    }

    private static JsonTokenType Next(ref Utf8JsonReader json) =>
        json.Read() ? json.TokenType : throw new FormatException("The header ends early.");

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (Next(ref json) != type)
        {
            throw new FormatException($"At byte {json.TokenStartIndex} there is {json.TokenType} instead of {type}.");
        }
    }
}
