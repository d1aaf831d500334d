using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests;

/// <summary>Builders for small models as other exporters might write them.</summary>
internal static class Files
{
    /// <summary>A model from x [batch, 2] to y, made of the given nodes.</summary>
    public static ModelProto Of(params NodeProto[] nodes)
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            ProducerName = "somebody",
            Graph = new GraphProto { Name = "graph" },
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.Graph.Input.Add(Info("x", "batch", 2));
        model.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        model.Graph.Node.AddRange(nodes);
        return model;
    }

    public static ModelProto With(this ModelProto model, params TensorProto[] initializers)
    {
        model.Graph.Initializer.AddRange(initializers);
        return model;
    }

    public static NodeProto Node(string op, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = op, Name = $"the {op}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    public static NodeProto Int(this NodeProto node, string name, long value)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.Int,
                I = value,
            }
        );
        return node;
    }

    public static NodeProto Ints(this NodeProto node, string name, params long[] values)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.Ints,
                Ints = { values },
            }
        );
        return node;
    }

    public static NodeProto Real(this NodeProto node, string name, float value)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.Float,
                F = value,
            }
        );
        return node;
    }

    public static NodeProto Text(this NodeProto node, string name, string value)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.String,
                S = ByteString.CopyFromUtf8(value),
            }
        );
        return node;
    }

    public static ValueInfoProto Info(string name, string batch, params long[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = batch });
        shape.Dim.AddRange(dims.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape },
            },
        };
    }

    public static TensorProto Floats(string name, long[] dims, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float };
        tensor.Dims.AddRange(dims);
        tensor.FloatData.AddRange(values);
        return tensor;
    }

    public static TensorProto Longs(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        return tensor;
    }

    public static LanguageExt.Either<LanguageExt.Common.Error, OnnxModel> Parse(
        this ModelProto model,
        ImportOptions? options = null
    ) => OnnxModel.Parse(model.ToByteArray(), "hand.onnx", options);
}
