using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Conformance.Differential;

/// <summary>A model with data for its inputs, to be tried here and in ONNX Runtime.</summary>
/// <param name="Origin">Where it comes from: an operator, or one of ONNX's own tests.</param>
/// <param name="Model">The model.</param>
/// <param name="Data">A tensor for each of its inputs without an initializer, named as the input.</param>
internal sealed record Case(string Origin, ModelProto Model, ImmutableArray<TensorProto> Data)
{
    /// <summary>Gets the operators of its nodes, the inner ones too.</summary>
    public IReadOnlyList<string> Operators => [.. Nodes(Model.Graph).Select(node => node.OpType).Distinct()];

    /// <summary>Gets the data by the names of the inputs, as numbers.</summary>
    /// <exception cref="FormatException">A tensor is of a type that is not supported.</exception>
    public ImmutableDictionary<string, Tensor<double>> Values =>
        Data.ToImmutableDictionary(
            tensor => tensor.Name,
            tensor => TensorReader.Read<double>(tensor),
            StringComparer.Ordinal
        );

    /// <summary>A case from a folder in the layout of ONNX's backend tests.</summary>
    public static Case Load(string folder) =>
        Of(
            Path.GetFileName(folder),
            File.ReadAllBytes(Path.Combine(folder, "model.onnx")),
            TensorFile.Numbered(Path.Combine(folder, "test_data_set_0"), "input").Select(File.ReadAllBytes)
        );

    /// <summary>A case from the bytes of its files.</summary>
    public static Case Of(string origin, byte[] file, IEnumerable<byte[]> inputs)
    {
        var model = ModelProto.Parser.ParseFrom(file);
        var stored = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return new(
            origin,
            model,
            [
                .. model
                    .Graph.Input.Select(input => input.Name)
                    .Where(name => !stored.Contains(name))
                    .Zip(
                        inputs,
                        (name, bytes) =>
                        {
                            var tensor = TensorProto.Parser.ParseFrom(bytes);
                            tensor.Name = name;
                            return tensor;
                        }
                    ),
            ]
        );
    }

    /// <summary>Writes it to a folder in that layout, with a note.</summary>
    public void Save(string folder, string note)
    {
        var data = Path.Combine(folder, "test_data_set_0");
        Directory.CreateDirectory(data);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model.ToByteArray());
        File.WriteAllText(Path.Combine(folder, "note.txt"), note);
        for (var i = 0; i < Data.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(data, $"input_{i}.pb"), Data[i].ToByteArray());
        }
    }

    private static IEnumerable<NodeProto> Nodes(GraphProto graph) =>
        graph.Node.SelectMany(node =>
            node.Attribute.Where(attribute => attribute.G is not null)
                .SelectMany(attribute => Nodes(attribute.G))
                .Prepend(node)
        );
}
