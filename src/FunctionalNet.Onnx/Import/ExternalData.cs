using System.Globalization;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Import;

/// <summary>Tensors with external data: in a file within the model's folder, and nowhere else.</summary>
internal static class ExternalData
{
    /// <summary>Loads the bytes of all initializers into memory.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="folder">The folder of the model; null if it was not read from a file.</param>
    /// <exception cref="FormatException">A file is missing, outside of the folder, or too short.</exception>
    public static void Load(GraphProto graph, string? folder)
    {
        foreach (var tensor in graph.Initializer)
        {
            if (IsExternal(tensor))
            {
                try
                {
                    Load(tensor, folder);
                }
                catch (Exception error)
                    when (error
                            is FormatException
                                or IOException
                                or UnauthorizedAccessException
                                or ArgumentException
                                or NotSupportedException
                    )
                {
                    var place =
                        error is IOException ? $"its data are in '{Entry(tensor, "location")}', but " : string.Empty;
                    throw new FormatException($"initializer '{tensor.Name}': {place}{error.Message}", error);
                }
            }
        }
    }

    /// <summary>Whether a tensor has external data.</summary>
    public static bool IsExternal(TensorProto tensor) =>
        tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0;

    private static void Load(TensorProto tensor, string? folder)
    {
        var location =
            Entry(tensor, "location") ?? throw new FormatException("its data are in another file, which is not named");
        if (folder is null)
        {
            throw new FormatException($"its data are in another file, '{location}', and the model has no folder");
        }

        var file = Inside(folder, location);
        var offset = Number(tensor, "offset") ?? 0;
        var length = Number(tensor, "length") ?? new FileInfo(file).Length - offset;

        // The shape determines the number of bytes before anything is read.
        var wanted = TensorReader.Bytes(tensor);
        if (length != wanted)
        {
            throw new FormatException($"its shape takes {wanted} bytes, but '{location}' gives {length}");
        }

        if (length > Array.MaxLength)
        {
            throw new FormatException($"it takes {length} bytes; at most {Array.MaxLength} are supported");
        }

        using var stream = RegularFile.OpenRead(file);
        if (offset < 0 || offset > stream.Length || length > stream.Length - offset)
        {
            throw new FormatException(
                $"'{location}' has {stream.Length} bytes, but {length} from {offset} on are wanted"
            );
        }

        stream.Position = offset;
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
    }

    // Paths that lead out of the folder, by name or by link, are rejected.
    private static string Inside(string folder, string location)
    {
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, location));
        var isInside = !Path.IsPathRooted(location) && path.StartsWith(Prefix(root), StringComparison.Ordinal);
        if (!isInside)
        {
            throw new FormatException($"its data are said to be in '{location}', outside of the model's folder");
        }

        if (!File.Exists(path))
        {
            throw new FormatException($"its data are in '{location}', which is not there");
        }

        for (FileSystemInfo? part = new FileInfo(path); part is not null && part.FullName.Length > root.Length; )
        {
            if (part.LinkTarget is not null)
            {
                throw new FormatException($"its data are in '{location}', which is a link to another folder");
            }

            part = part is FileInfo file ? file.Directory : ((DirectoryInfo)part).Parent;
        }

        return path;
    }

    private static string Prefix(string root) =>
        root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar;

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key) =>
        Entry(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"its {key} in another file is '{text}'");
}
