using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>A node of an operator that the catalogue lacks, on operands from given domains: all that its laws need.</summary>
/// <param name="Name">What it shows; unique.</param>
/// <param name="Node">The node over the operands; others among its inputs are constants.</param>
/// <param name="Domains">The domains of the operands.</param>
internal sealed record ForeignCase(string Name, Func<Expr[], OnnxNode> Node, params ImmutableArray<Domain> Domains)
{
    /// <summary>Gets the tolerance against ONNX Runtime in float32.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Gets why ONNX Runtime gives something else, or nothing; empty where it agrees.</summary>
    public string Apart { get; init; } = string.Empty;

    /// <summary>The node with free variables as its operands.</summary>
    public OnnxNode Free() =>
        Node([.. Domains.Select((domain, i) => Expr.Input($"x{i}", domain.Shape, domain.Element))]);

    /// <summary>The node as a file of its own.</summary>
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
