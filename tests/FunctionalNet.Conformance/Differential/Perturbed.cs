using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using FunctionalNet.Schemas;
using Google.Protobuf;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;
using Opsets = FunctionalNet.Export.Opsets;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// ONNX's node tests with mutations: opset, attributes, types, operands, initializers in place of inputs, sizes and numbers.
/// </summary>
internal static class Perturbed
{
    private static readonly Lazy<ImmutableArray<Case>> Originals = new(() => [.. Read().Where(IsOfNumbers)]);

    /// <summary>A random test with up to three mutations.</summary>
    public static Case Draw(Random random)
    {
        var original = Originals.Value[random.Next(Originals.Value.Length)];
        var (model, data) = (original.Model.Clone(), original.Data.Select(tensor => tensor.Clone()).ToList());
        if (model.OpsetImport.FirstOrDefault(set => set.Domain.Length == 0) is { } set)
        {
            set.Version = Math.Min(set.Version, Opsets.Newest);
        }

        // The declared output types may no longer be correct; they are inferred from the nodes.
        foreach (var output in model.Graph.Output)
        {
            output.Type = null;
        }

        model.Graph.ValueInfo.Clear();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            Change(model, data, random);
        }

        return new(string.Join('+', Origin(model)), model, [.. data]);
    }

    // Unpacked into memory, because several processes read it concurrently.
    private static IEnumerable<Case> Read()
    {
        using var packed = File.OpenRead(Sources.PackedNodeTests);
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        using var tar = new TarReader(brotli);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.DataStream is { } stream)
            {
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                files[entry.Name] = bytes;
            }
        }

        return from file in files
            where file.Key.EndsWith("/model.onnx", StringComparison.Ordinal)
            let folder = file.Key[..^"model.onnx".Length]
            select Case.Of(
                folder.TrimEnd('/'),
                file.Value,
                Enumerable
                    .Range(0, int.MaxValue)
                    .Select(i => files.GetValueOrDefault($"{folder}test_data_set_0/input_{i}.pb"))
                    .TakeWhile(bytes => bytes is not null)
                    .Select(bytes => bytes!)
            );
    }

    private static IEnumerable<string> Origin(ModelProto model) =>
        model.Graph.Node.Count > 3
            ? ["expanded"]
            : model.Graph.Node.Select(node => node.OpType).Distinct(StringComparer.Ordinal);

    private static bool IsOfNumbers(Case one) =>
        one.Data.All(tensor =>
            tensor.DataType is > 0 and not ((int)DataType.String or (int)DataType.Complex64 or (int)DataType.Complex128)
        )
        && one.Model.Graph.Input.All(input => input.Type?.TensorType is not null)
        && one.Data.Length
            == one.Model.Graph.Input.Count
                - one.Model.Graph.Initializer.Count(tensor =>
                    one.Model.Graph.Input.Any(input => input.Name == tensor.Name)
                );

    private static void Change(ModelProto model, List<TensorProto> data, Random random)
    {
        var graph = model.Graph;
        var node = graph.Node[random.Next(graph.Node.Count)];
        var set = model.OpsetImport.FirstOrDefault(one => one.Domain.Length == 0);
        switch (random.Next(10))
        {
            case 0 when set is not null:
                set.Version = random.Next(7, Opsets.Newest + 1);
                break;
            case 1 or 2 when set is not null:
                Attribute(node, set.Version, random);
                break;
            case 3 when node.Input.Count > 1:
                Leave(node, random);
                break;
            case 4 when data.Count > 0:
                Store(graph, data, random);
                break;
            case 5 when data.Count > 0:
                Type(graph, data, random);
                break;
            case 6 when data.Count > 0:
                Size(graph, data, random);
                break;
            default:
                Numbers(data, random);
                break;
        }
    }

    // Removes or changes an attribute that is present, or adds one that is absent.
    private static void Attribute(NodeProto node, long opset, Random random)
    {
        if (OperatorSchemas.Of(node.Domain, node.OpType, opset) is not { Attributes.Count: > 0 } schema)
        {
            return;
        }

        var chosen = schema.Attributes.Values.ElementAt(random.Next(schema.Attributes.Count));
        var there = node.Attribute.FirstOrDefault(attribute => attribute.Name == chosen.Name);
        if (there is not null && random.Next(2) == 0)
        {
            node.Attribute.Remove(there);
            return;
        }

        var attribute = there ?? new AttributeProto { Name = chosen.Name, Type = chosen.Type };
        switch (chosen.Type)
        {
            case AttributeType.Int:
                attribute.I = Whole(random);
                break;
            case AttributeType.Float:
                attribute.F = Real(random);
                break;
            case AttributeType.Ints when attribute.Ints.Count > 0:
                attribute.Ints[random.Next(attribute.Ints.Count)] = Whole(random);
                break;
            case AttributeType.Ints:
                attribute.Ints.Add(Whole(random));
                break;
            case AttributeType.Floats when attribute.Floats.Count > 0:
                attribute.Floats[random.Next(attribute.Floats.Count)] = Real(random);
                break;
            default:
                return;
        }

        if (there is null)
        {
            node.Attribute.Add(attribute);
        }
    }

    private static void Leave(NodeProto node, Random random)
    {
        var place = random.Next(1, node.Input.Count);
        if (place == node.Input.Count - 1)
        {
            node.Input.RemoveAt(place);
        }
        else
        {
            node.Input[place] = string.Empty;
        }
    }

    private static void Store(GraphProto graph, List<TensorProto> data, Random random)
    {
        var tensor = data[random.Next(data.Count)];
        data.Remove(tensor);
        graph.Initializer.Add(tensor);
        graph.Input.Remove(graph.Input.First(input => input.Name == tensor.Name));
    }

    // Replaces all inputs of one type by inputs of another type.
    private static void Type(GraphProto graph, List<TensorProto> data, Random random)
    {
        DataType[] types =
        [
            DataType.Float,
            DataType.Double,
            DataType.Float16,
            DataType.Bfloat16,
            DataType.Int8,
            DataType.Uint8,
            DataType.Int16,
            DataType.Int32,
            DataType.Int64,
            DataType.Uint32,
            DataType.Uint64,
            DataType.Bool,
        ];
        var (from, to) = (data[random.Next(data.Count)].DataType, types[random.Next(types.Length)]);
        for (var i = 0; i < data.Count; i++)
        {
            if (data[i].DataType == from)
            {
                Replace(graph, data, i, Drawn.Tensor(random, data[i].Name, to, Sizes(data[i]), Drawn.AnyStyle(random)));
            }
        }
    }

    // Changes all axes of one size to another size, in every input.
    private static void Size(GraphProto graph, List<TensorProto> data, Random random)
    {
        long[] sizes = [.. data.SelectMany(tensor => tensor.Dims).Distinct()];
        if (sizes.Length == 0)
        {
            return;
        }

        var (from, to) = (sizes[random.Next(sizes.Length)], random.Next(8) == 0 ? 0 : random.Next(1, 6));
        for (var i = 0; i < data.Count; i++)
        {
            if (data[i].Dims.Contains(from))
            {
                int[] shape = [.. data[i].Dims.Select(size => size == from ? to : (int)size)];
                var type = (DataType)data[i].DataType;
                Replace(graph, data, i, Drawn.Tensor(random, data[i].Name, type, shape, Style.Usual));
            }
        }
    }

    private static void Numbers(List<TensorProto> data, Random random)
    {
        TensorProto[] numbers = [.. data.Where(tensor => ElementTypes.IsFloat((DataType)tensor.DataType))];
        if (numbers.Length > 0)
        {
            var tensor = numbers[random.Next(numbers.Length)];
            data[data.IndexOf(tensor)] = Drawn.Tensor(
                random,
                tensor.Name,
                (DataType)tensor.DataType,
                Sizes(tensor),
                Drawn.AnyStyle(random)
            );
        }
    }

    private static void Replace(GraphProto graph, List<TensorProto> data, int place, TensorProto tensor)
    {
        data[place] = tensor;
        var input = graph.Input.First(one => one.Name == tensor.Name);
        graph.Input[graph.Input.IndexOf(input)] = Sketch.Declared(tensor);
    }

    private static int[] Sizes(TensorProto tensor) => [.. tensor.Dims.Select(size => (int)size)];

    private static long Whole(Random random) =>
        random.Next(12) switch
        {
            0 => 1000,
            1 => -5,
            2 => 17,
            _ => random.Next(-2, 5),
        };

    private static float Real(Random random)
    {
        float[] numbers = [0, 1, -1, 0.5f, 2, 1e-5f, 1e6f, -0.3f, 0.75f];
        return numbers[random.Next(numbers.Length)];
    }
}
