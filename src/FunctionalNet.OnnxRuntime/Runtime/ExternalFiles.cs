using System.Collections.Frozen;
using Google.Protobuf;

namespace FunctionalNet.Runtime;

/// <summary>Finds the external data files of a model without reading any tensor.</summary>
/// <remarks>ONNX Runtime opens them itself, and blocks forever on a pipe.</remarks>
internal static class ExternalFiles
{
    // Deeper than any nested graph.
    private const int Deepest = 256;

    // The fields of messages that contain messages; a tensor's entries have key 1 and value 2.
    private static readonly FrozenDictionary<(Kind Message, int Field), Kind> Fields = new Dictionary<(Kind, int), Kind>
    {
        [(Kind.Model, 7)] = Kind.Graph,
        [(Kind.Model, 25)] = Kind.Function,
        [(Kind.Function, 7)] = Kind.Node,
        [(Kind.Graph, 1)] = Kind.Node,
        [(Kind.Graph, 5)] = Kind.Tensor,
        [(Kind.Graph, 15)] = Kind.SparseTensor,
        [(Kind.SparseTensor, 1)] = Kind.Tensor,
        [(Kind.SparseTensor, 2)] = Kind.Tensor,
        [(Kind.Node, 5)] = Kind.Attribute,
        [(Kind.Attribute, 5)] = Kind.Tensor,
        [(Kind.Attribute, 6)] = Kind.Graph,
        [(Kind.Attribute, 10)] = Kind.Tensor,
        [(Kind.Attribute, 11)] = Kind.Graph,
        [(Kind.Attribute, 22)] = Kind.SparseTensor,
        [(Kind.Attribute, 23)] = Kind.SparseTensor,
        [(Kind.Tensor, 13)] = Kind.Entry,
    }.ToFrozenDictionary();

    private enum Kind
    {
        Model,
        Function,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Entry,
    }

    /// <summary>
    /// Why a model or its external data cannot be read; null if no problem is found. Bytes that are no model are left to the reader.
    /// </summary>
    public static string? Problem(string path)
    {
        var file = path;
        try
        {
            RegularFile.Require(path);
            var names = new HashSet<string>(StringComparer.Ordinal);
            using (var stream = File.OpenRead(path))
            using (var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, Deepest))
            {
                Read(input, Kind.Model, stream.Length, names, 0);
            }

            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            foreach (var name in names.Where(name => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal)))
            {
                file = Path.Combine(folder, name);
                RegularFile.Require(file);
            }

            return null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return file == path ? e.Message : $"its data are in {file}, but {e.Message}";
        }
    }

    private static void Read(CodedInputStream input, Kind message, long end, HashSet<string> names, int depth)
    {
        var key = string.Empty;
        while (input.Position < end && input.ReadTag() is not 0 and var tag)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited || depth > Deepest)
            {
                input.SkipLastField();
            }
            else if (message == Kind.Entry && field is 1 or 2)
            {
                var text = input.ReadString();
                key = field == 1 ? text : key;
                _ = field == 2 && key is "location" && names.Add(text);
            }
            else if (Fields.TryGetValue((message, field), out var inner))
            {
                var length = input.ReadLength();
                Read(input, inner, input.Position + length, names, depth + 1);
            }
            else
            {
                input.SkipLastField();
            }
        }
    }
}
