using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Weights as they are published: a safetensors file, an index <c>model.safetensors.index.json</c> of shards beside it, or the folder of
/// either.
/// </summary>
internal static class WeightShards
{
    private const string Single = "model.safetensors";
    private const string Index = $"{Single}.index.json";
    private const string Adapter = "adapter_model.safetensors";
    private const int MaxIndexBytes = 1 << 28;

    /// <summary>All tensors.</summary>
    public static Either<Error, Safetensors<T>> Load<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Gather(
            path,
            Safetensors<T>.Load,
            shard => [.. shard.Tensors.Keys],
            (all, shard) => new Safetensors<T>(all.Tensors.AddRange(shard.Tensors), all.Notes)
        );

    /// <summary>Lists the tensors without reading their numbers.</summary>
    public static Either<
        Error,
        (ImmutableSortedDictionary<string, string> Notes, ImmutableArray<ListedTensor> Tensors)
    > List(string path) =>
        Gather(
            path,
            Listed,
            shard => [.. shard.Tensors.Select(one => one.Name)],
            (all, shard) => (all.Notes, all.Tensors.AddRange(shard.Tensors))
        );

    private static Either<Error, TShard> Gather<TShard>(
        string path,
        Func<string, Either<Error, TShard>> load,
        Func<TShard, IEnumerable<string>> names,
        Func<TShard, TShard, TShard> add
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = Directory.Exists(path) ? InFolder(path) : path;
        return file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? IndexOf(file).Bind(index => Sharded(file, index, load, names, add))
            : load(file);
    }

    private static string InFolder(string folder) =>
        new[] { Index, Single, Adapter }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? Path.Combine(folder, Single);

    private static Either<Error, TShard> Sharded<TShard>(
        string file,
        IReadOnlyDictionary<string, string> index,
        Func<string, Either<Error, TShard>> load,
        Func<TShard, IEnumerable<string>> names,
        Func<TShard, TShard, TShard> add
    )
    {
        var shards = new List<TShard>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        foreach (
            var shard in index
                .GroupBy(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal)
                .OrderBy(shard => shard.Key, StringComparer.Ordinal)
        )
        {
            if (shard.Key.Length == 0 || shard.Key is "." or ".." || shard.Key.AsSpan().ContainsAny('/', '\\', '\0'))
            {
                return Error.New($"{file}: '{shard.Key}' is no file beside it");
            }

            var loaded = load(Path.Combine(folder, shard.Key));
            if (loaded.LeftAsEnumerable().FirstOrDefault() is { } error)
            {
                return error;
            }

            var found = loaded.RightAsEnumerable().First();
            var (told, held) = (
                shard.ToHashSet(StringComparer.Ordinal),
                names(found).ToHashSet(StringComparer.Ordinal)
            );
            if (!told.SetEquals(held))
            {
                IEnumerable<string> wrong =
                [
                    .. told.Except(held, StringComparer.Ordinal).Select(name => $"{shard.Key} has no {name}"),
                    .. held.Except(told, StringComparer.Ordinal)
                        .Select(name => $"it does not say that {shard.Key} has {name}"),
                ];
                return Error.New($"{file}: {string.Join("; ", wrong)}");
            }

            shards.Add(found);
        }

        return shards.Count == 0 ? Error.New($"{file}: it names no files") : shards.Aggregate(add);
    }

    private static Either<Error, ImmutableSortedDictionary<string, string>> IndexOf(string file)
    {
        try
        {
            using var stream = RegularFile.OpenRead(file);
            if (stream.Length > MaxIndexBytes)
            {
                return Error.New($"{file}: an index of {stream.Length} bytes is too large");
            }

            using var json = JsonDocument.Parse(stream, new() { MaxDepth = 8 });
            var places = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            if (
                json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("weight_map", out var map)
                || map.ValueKind != JsonValueKind.Object
            )
            {
                return Error.New($"{file}: it has no weight_map, and is no index of safetensors files");
            }

            foreach (var entry in map.EnumerateObject())
            {
                if (
                    entry.Value.ValueKind != JsonValueKind.String
                    || !places.TryAdd(entry.Name, entry.Value.GetString()!)
                )
                {
                    return Error.New($"{file}: '{entry.Name}' is listed twice, or its value is not the name of a file");
                }
            }

            return places.ToImmutable();
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

    private static Either<
        Error,
        (ImmutableSortedDictionary<string, string> Notes, ImmutableArray<ListedTensor> Tensors)
    > Listed(string file) =>
        Safetensors<float>
            .HeaderOf(file)
            .Map(header =>
                (
                    header.Notes,
                    header
                        .InOrder.Select(entry => new ListedTensor(
                            entry.Name,
                            entry.Format.Name,
                            Shape.Of([.. entry.Shape.Select(axis => (int)axis)]),
                            entry.End - entry.Begin,
                            Path.GetFileName(file)
                        ))
                        .ToImmutableArray()
                )
            );
}
