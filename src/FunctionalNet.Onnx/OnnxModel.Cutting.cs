using System.Collections.Immutable;
using FunctionalNet.Import;
using FunctionalNet.Rewriting;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <content>Extraction of a part of a file, up to some of its values.</content>
public sealed partial class OnnxModel
{
    private static readonly string[] Products = ["Gemm", "MatMul"];

    /// <summary>
    /// The file up to a value, which becomes its output: nodes, inputs and tensors that it does not need are removed. With layers of your
    /// own after it, it is a network with a new head.
    /// </summary>
    /// <param name="names">The values that become outputs: each by its name, by the name of the node whose first output it is, or by a
    /// segment of such names between slashes or dots, which selects its last node: <c>layer4</c> is the output of
    /// <c>/layer4/layer4.1/relu/Relu</c>.</param>
    /// <returns>The part, or an error if no value has such a name.</returns>
    /// <example><code>
    /// Layer features = OnnxModel.Load("resnet18.onnx").Bind(file => file.Upto("avgpool")).Bind(file => file.ToLayer()).OrThrow();
    /// Layer clothes = Frozen(features) >> Flatten() >> Dense(10);
    /// </code></example>
    public Either<Error, OnnxModel> Upto(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length == 0)
        {
            throw new ArgumentException("Give at least one name.", nameof(names));
        }

        string?[] cuts = [.. names.Select(Find)];
        var unknown = Array.FindIndex(cuts, value => value is null);
        return unknown >= 0
            ? Error.New(
                $"{Name}: no value or node is called '{names[unknown]}'; the last are {string.Join(", ", file.Graph.Node.TakeLast(6).Select(node => node.Output.FirstOrDefault()))}"
            )
            : Cut([.. cuts.Select(value => value!).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The file up to the first output of one of its nodes.</summary>
    /// <param name="node">The number of the node in the order of the file, from 1, as shown by <c>fnet inspect</c>.</param>
    /// <returns>The part, or an error if there is no such node.</returns>
    /// <example><code>Layer features = OnnxModel.Load("resnet18.onnx").Bind(file => file.Upto(48)).Bind(file => file.ToLayer()).OrThrow();</code></example>
    public Either<Error, OnnxModel> Upto(int node) =>
        node >= 1
        && node <= file.Graph.Node.Count
        && file.Graph.Node[node - 1].Output.FirstOrDefault() is { Length: > 0 } value
            ? Cut([value])
            : Error.New($"{Name}: there is no node {node}; it has {file.Graph.Node.Count}");

    /// <summary>The file without its head: up to the input of its last product with a stored matrix, the features for a new head.</summary>
    /// <returns>The part, or an error if there is no such product.</returns>
    /// <example><code>Layer features = OnnxModel.Load("resnet18.onnx").Bind(file => file.WithoutHead()).Bind(file => file.ToLayer()).OrThrow();</code></example>
    public Either<Error, OnnxModel> WithoutHead()
    {
        // Values that depend on stored tensors alone.
        var stored = file.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        string? features = null;
        foreach (var node in Needed([.. file.Graph.Output.Select(output => output.Name)]).Nodes)
        {
            if (
                node.Input.All(input => input.Length == 0 || stored.Contains(input))
                && node.Attribute.All(one => one.G is null)
            )
            {
                stored.UnionWith(node.Output);
            }
            else if (
                Products.Contains(node.OpType, StringComparer.Ordinal)
                && node.Input.Take(2).Count(stored.Contains) == 1
            )
            {
                features = node.Input.Take(2).First(input => !stored.Contains(input));
            }
        }

        return features is null
            ? Error.New(
                $"{Name}: it has no product with a stored matrix, whose end could be a head; say by Upto where to cut"
            )
            : Cut([features]);
    }

    /// <summary>
    /// The file with other shapes of its inputs, even if it fixes their sizes: a file for one image of 224 x 224 then accepts batches, or
    /// smaller images. The shapes that it declares for its outputs are ignored.
    /// </summary>
    /// <param name="inputs">The inputs by name, each with its whole shape; named axes are free.</param>
    /// <returns>The file, or an error: there is no such input, or a node does not accept the resulting shapes.</returns>
    /// <example><code>
    /// OnnxModel one = OnnxModel.Load("resnet18.onnx").Bind(file => file.Upto("layer4")).OrThrow();
    /// Layer features = one.Resize(("image", new(Dim.Named("n"), 3, 96, 96))).Bind(file => file.ToLayer()).OrThrow();
    /// </code></example>
    public Either<Error, OnnxModel> Resize(params (string Name, Shape Shape)[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return
            inputs.FirstOrDefault(input => file.Graph.Input.All(declared => declared.Name != input.Name))
                is { Name: { } unknown }
            ? Error.New(
                $"{Name}: there is no input {unknown}; there are {string.Join(", ", file.Graph.Input.Select(input => input.Name))}"
            )
            : Read(
                Name,
                () => file,
                options with
                {
                    Shapes = options
                        .Shapes.ToImmutableDictionary(StringComparer.Ordinal)
                        .SetItems(inputs.Select(input => KeyValuePair.Create(input.Name, input.Shape))),
                    Resizes = true,
                }
            );
    }

    /// <summary>
    /// The bytes of the file up to the logits, without the softmax over the last axis that its only output ends in; none if it ends in none.
    /// </summary>
    internal Either<Error, Option<byte[]>> Logits()
    {
        var value = file.Graph.Output.Count == 1 ? file.Graph.Output[0].Name : string.Empty;
        while (file.Graph.Node.FirstOrDefault(node => node.Output.Contains(value)) is { } node)
        {
            value = node.Input.FirstOrDefault(string.Empty);
            if (node.OpType is "Softmax" or "LogSoftmax")
            {
                var axis = node.Attribute.FirstOrDefault(one => one.Name == "axis")?.I ?? (Opset < 13 ? 1 : -1);
                return axis == -1 || axis == Graph.Outputs[0].Shape.Rank - 1
                    ? Cut([value]).Map(part => Option<byte[]>.Some(part.file.ToByteArray()))
                    : Option<byte[]>.None;
            }

            if (node.OpType is not ("Identity" or "Cast"))
            {
                break;
            }
        }

        return Option<byte[]>.None;
    }

    private string? Find(string name)
    {
        var nodes = file.Graph.Node;
        return nodes.Any(node => node.Output.Contains(name)) || file.Graph.Input.Any(input => input.Name == name) ? name
            : nodes.FirstOrDefault(node => node.Name == name) is { } exact ? exact.Output.FirstOrDefault(IsNamed)
            : name.Length == 0 ? null
            : nodes
                .LastOrDefault(node =>
                    node.Output.Any(IsNamed) && (Has(node.Name, name) || node.Output.Any(output => Has(output, name)))
                )
                ?.Output.First(IsNamed);

        static bool IsNamed(string output) => output.Length > 0;

        static bool Has(string path, string part) => Parts(path).Contains(Parts(part), StringComparison.Ordinal);

        static string Parts(string path) => $"/{path.Replace('.', '/').Trim('/')}/";
    }

    private Either<Error, OnnxModel> Cut(string[] outputs)
    {
        var (nodes, read) = Needed(outputs);
        var graph = new GraphProto { Name = file.Graph.Name };
        graph.Node.AddRange(nodes);
        graph.Input.AddRange(file.Graph.Input.Where(input => read.Contains(input.Name)));
        graph.Initializer.AddRange(file.Graph.Initializer.Where(tensor => read.Contains(tensor.Name)));
        graph.SparseInitializer.AddRange(file.Graph.SparseInitializer);
        graph.ValueInfo.AddRange(file.Graph.ValueInfo.Where(value => read.Contains(value.Name)));
        graph.Output.AddRange(outputs.Select(output => new ValueInfoProto { Name = output }));
        var part = new ModelProto
        {
            IrVersion = file.IrVersion,
            ProducerName = file.ProducerName,
            ProducerVersion = file.ProducerVersion,
            Domain = file.Domain,
            ModelVersion = file.ModelVersion,
            DocString = file.DocString,
            Graph = graph,
        };
        part.OpsetImport.AddRange(file.OpsetImport);
        part.Functions.AddRange(file.Functions);
        part.MetadataProps.AddRange(file.MetadataProps.Where(entry => entry.Key is not OnnxMetadata.LabelsKey));
        var told = options with
        {
            Train =
            [
                .. options.Train.Where(pattern =>
                    graph.Initializer.Any(tensor => NamePattern.Matches(pattern, tensor.Name))
                ),
            ],
        };
        return Read(Name, () => part, told);
    }

    // The nodes that some values need, in the order of the file, and the names of all their operands.
    private (List<NodeProto> Nodes, System.Collections.Generic.HashSet<string> Read) Needed(string[] values)
    {
        var read = values.ToHashSet(StringComparer.Ordinal);
        var nodes = new List<NodeProto>();
        foreach (var node in file.Graph.Node.Reverse())
        {
            if (node.Output.Any(read.Contains))
            {
                nodes.Add(node);
                read.UnionWith(Subgraphs.Read(new GraphProto { Node = { node } }));
            }
        }

        nodes.Reverse();
        return (nodes, read);
    }
}
