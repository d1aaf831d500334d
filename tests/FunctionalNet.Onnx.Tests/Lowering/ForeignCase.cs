using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>A node of an operator that the catalogue lacks, with the domains of its operands: the input of the lowering laws.</summary>
/// <param name="Name">The unique name of the case.</param>
/// <param name="Node">Makes the node from its operands; its other inputs are constants.</param>
/// <param name="Domains">The domains of the operands.</param>
internal sealed record ForeignCase(string Name, Func<Expr[], OnnxNode> Node, params ImmutableArray<Domain> Domains)
{
    /// <summary>Gets the tolerance against ONNX Runtime in float32.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Gets the reason why ONNX Runtime disagrees or fails; empty where it agrees.</summary>
    public string Apart { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the batch size must be known.</summary>
    public bool NeedsBatch { get; init; }

    /// <summary>The node with free variables as its operands.</summary>
    public OnnxNode Free() =>
        Node([.. Domains.Select((domain, i) => Expr.Input($"x{i}", domain.Shape, domain.Element))]);

    /// <summary>The node as a model file.</summary>
    public byte[] File()
    {
        var node = Free();
        var written = new NodeProto { OpType = node.Operator };
        written.Output.Add(Enumerable.Range(0, node.Outputs).Select(i => $"y{i}"));
        written.Attribute.Add(Export.Attributes.Of(node, Precision.Float32));
        var graph = new GraphProto { Name = "case", Node = { written } };
        graph.Input.Add(
            Domains.Select(
                (domain, i) => Export.Tensors.Info($"x{i}", new(domain.Shape, domain.Element), Precision.Float32)
            )
        );
        graph.Output.Add(written.Output.Select(name => new ValueInfoProto { Name = name }));
        foreach (var (input, place) in node.Inputs.Select((input, place) => (input, place)))
        {
            var name = input?.Variable?.Path ?? (input is null ? string.Empty : $"c{place}");
            written.Input.Add(name);
            if (input?.Op is Constant constant)
            {
                graph.Initializer.Add(
                    Export.Tensors.Of<double>(name, input.Type, constant.Values.AsSpan(), Precision.Float32)
                );
            }
        }

        return new ModelProto
        {
            IrVersion = 10,
            ProducerName = "somebody",
            OpsetImport = { new OperatorSetIdProto { Version = node.Version } },
            Graph = graph,
        }.ToByteArray();
    }
}
