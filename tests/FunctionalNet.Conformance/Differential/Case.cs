using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Conformance.Differential;

/// <summary>A model with input data, to be run here and in ONNX Runtime.</summary>
/// <param name="Origin">The origin: an operator, or one of ONNX's backend tests.</param>
/// <param name="Model">The model.</param>
/// <param name="Data">A tensor for each input without an initializer, named like the input.</param>
internal sealed record Case(string Origin, ModelProto Model, ImmutableArray<TensorProto> Data)
{
    /// <summary>Gets the operators of all nodes, including those in subgraphs.</summary>
    public IReadOnlyList<string> Operators => [.. Nodes.Select(node => node.OpType).Distinct(StringComparer.Ordinal)];

    /// <summary>Gets all nodes, including those in subgraphs.</summary>
    public IEnumerable<NodeProto> Nodes => Of(Model.Graph);

    /// <summary>Gets the data as numbers, by the names of the inputs.</summary>
    /// <exception cref="FormatException">A tensor is of a type that is not supported.</exception>
    public ImmutableDictionary<string, Tensor<double>> Values =>
        Data.ToImmutableDictionary(
            tensor => tensor.Name,
            tensor => TensorReader.Read<double>(tensor),
            StringComparer.Ordinal
        );

    /// <summary>Reads a case from a folder in the layout of ONNX's backend tests.</summary>
    public static Case Load(string folder) =>
        Of(
            Path.GetFileName(folder),
            File.ReadAllBytes(Path.Combine(folder, "model.onnx")),
            TensorFile.Numbered(Path.Combine(folder, "test_data_set_0"), "input").Select(File.ReadAllBytes)
        );

    /// <summary>Makes a case from the bytes of its files.</summary>
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

    /// <summary>Writes the case to a folder in the same layout, with a note.</summary>
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

    /// <summary>The model in a few lines, with the first numbers of its data.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var (graph, set) = (Model.Graph, Model.OpsetImport.FirstOrDefault(one => one.Domain.Length == 0));
        text.AppendLine(CultureInfo.InvariantCulture, $"opset {set?.Version}, IR {Model.IrVersion}");
        foreach (var tensor in Data)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"input {Told(tensor)}");
        }

        foreach (var tensor in graph.Initializer)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"stored {Told(tensor)}");
        }

        foreach (var node in graph.Node)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", node.Output)} = {node.OpType}({string.Join(", ", node.Input)}) {string.Join(' ', node.Attribute.Select(Told))}"
            );
        }

        return text.Append(
                CultureInfo.InvariantCulture,
                $"gives {string.Join(", ", graph.Output.Select(output => output.Name))}"
            )
            .ToString();
    }

    private static string Told(TensorProto tensor)
    {
        var values = TensorReader.Read<double>(tensor).Span.ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{tensor.Name}: {TypedTensor.NameOf(tensor.DataType)}[{string.Join(", ", tensor.Dims)}] {string.Join(' ', values.Take(24))}"
        );
    }

    private static string Told(AttributeProto attribute) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{attribute.Name}={attribute.Type switch
            {
                AttributeProto.Types.AttributeType.Int => attribute.I,
                AttributeProto.Types.AttributeType.Float => attribute.F,
                AttributeProto.Types.AttributeType.String => attribute.S.ToStringUtf8(),
                AttributeProto.Types.AttributeType.Ints => $"[{string.Join(", ", attribute.Ints)}]",
                AttributeProto.Types.AttributeType.Floats => $"[{string.Join(", ", attribute.Floats)}]",
                AttributeProto.Types.AttributeType.Strings => $"[{string.Join(", ", attribute.Strings.Select(one => one.ToStringUtf8()))}]",
                var type => (object)type,
            }}"
        );

    private static IEnumerable<NodeProto> Of(GraphProto graph) =>
        graph.Node.SelectMany(node =>
            node.Attribute.Where(attribute => attribute.G is not null)
                .SelectMany(attribute => Of(attribute.G))
                .Prepend(node)
        );
}
