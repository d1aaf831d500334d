using FunctionalNet.Lowering;
using FunctionalNet.Schemas;
using Google.Protobuf;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Schemas;

/// <summary>A node that satisfies its schema in names, types and arity, and a model around it.</summary>
internal static class SchemaNode
{
    private const string Training = "ai.onnx.preview.training";

    // The first of these that the schema allows is used.
    private static readonly DataType[] Preferred =
    [
        DataType.Float,
        DataType.Int64,
        DataType.Int32,
        DataType.Uint8,
        DataType.Bool,
        DataType.Uint64,
    ];

    /// <summary>Gets the schemas of all supported operators, in opsets that ONNX Runtime knows.</summary>
    public static IEnumerable<OperatorSchema> Claimed =>
        from schema in OperatorSchemas.All
        where Lowerings.Names.Contains(schema.Name, StringComparer.Ordinal)
        where schema.Domain is "" or Training && !schema.IsDeprecated
        where schema.Since <= Export.Opsets.Newest
        select schema;

    /// <summary>A model of one node with its required inputs, outputs and attributes.</summary>
    public static ModelProto Model(OperatorSchema schema)
    {
        var node = new NodeProto
        {
            OpType = schema.Name,
            Domain = schema.Domain,
            Name = "it",
        };
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = new GraphProto { Name = "graph" },
        };
        model.OpsetImport.Add(
            new OperatorSetIdProto
            {
                Domain = string.Empty,
                Version = schema.Domain.Length == 0 ? schema.Since : OnnxExport.Opset,
            }
        );
        if (schema.Domain.Length > 0)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = schema.Domain, Version = schema.Since });
        }

        for (var i = 0; i < Fewest(schema.Inputs); i++)
        {
            Feed(model, node, schema, i);
        }

        for (var i = 0; i < Math.Max(1, Fewest(schema.Outputs)); i++)
        {
            node.Output.Add($"y{i}");
        }

        node.Attribute.AddRange(schema.Attributes.Values.Where(one => one.IsRequired).Select(Attribute));
        model.Graph.Node.Add(node);
        model.Graph.Output.Add(new ValueInfoProto { Name = "y0" });
        return model;
    }

    /// <summary>Adds an input of a type that the schema allows at this position.</summary>
    public static void Feed(ModelProto model, NodeProto node, OperatorSchema schema, int place)
    {
        var formal = schema.Inputs.ElementAtOrDefault(Math.Min(place, schema.Inputs.Length - 1));
        var type = Preferred.FirstOrDefault(
            type => formal is null || formal.Types.Contains($"{type}".ToLowerInvariant()),
            DataType.Float
        );
        Feed(model, node, type);
    }

    /// <summary>Adds an input of the given type.</summary>
    public static void Feed(ModelProto model, NodeProto node, DataType type)
    {
        var name = $"x{model.Graph.Input.Count}";
        model.Graph.Input.Add(Info(name, type));
        node.Input.Add(name);
    }

    public static ValueInfoProto Info(string name, DataType type)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(
            new long[] { 2, 3, 4, 4 }.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size })
        );
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape },
            },
        };
    }

    /// <summary>An attribute with an arbitrary value of its type.</summary>
    public static AttributeProto Attribute(AttributeSchema schema) => Attribute(schema.Name, schema.Type);

    public static AttributeProto Attribute(string name, AttributeType type)
    {
        var attribute = new AttributeProto { Name = name, Type = type };
        switch (type)
        {
            case AttributeType.Int:
                attribute.I = 1;
                break;
            case AttributeType.Float:
                attribute.F = 1;
                break;
            case AttributeType.String:
                attribute.S = ByteString.CopyFromUtf8("text");
                break;
            case AttributeType.Ints:
                attribute.Ints.Add(1);
                break;
            case AttributeType.Floats:
                attribute.Floats.Add(1);
                break;
            case AttributeType.Strings:
                attribute.Strings.Add(ByteString.CopyFromUtf8("text"));
                break;
            case AttributeType.Tensor:
                attribute.T = Files.Floats("value", [1], 1);
                break;
            case AttributeType.Graph:
                attribute.G = Constant();
                break;
            case AttributeType.SparseTensor:
                attribute.SparseTensor = new SparseTensorProto { Values = Files.Floats("values", [0]) };
                break;
            default:
                throw new ArgumentException($"{type}", nameof(type));
        }

        return attribute;
    }

    /// <summary>The minimal number of arguments.</summary>
    public static int Fewest(IReadOnlyList<Formal> formals) =>
        formals
            .Select(
                (formal, i) =>
                    formal.Presence is Presence.One or Presence.Some ? i + 1
                    : formal.Presence is Presence.Any ? i
                    : 0
            )
            .DefaultIfEmpty(0)
            .Max();

    private static GraphProto Constant()
    {
        var graph = new GraphProto { Name = "inner" };
        graph.Node.Add(Files.Node("Constant", "inner"));
        graph.Node[0].Attribute.Add(Attribute("value", AttributeType.Tensor));
        graph.Output.Add(Info("inner", DataType.Float));
        return graph;
    }
}
