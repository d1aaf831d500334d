using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>Hand-written model files with tensors of any type.</summary>
internal static class TypedFile
{
    /// <summary>All numeric and bool types that this library reads.</summary>
    public static IReadOnlyList<DataType> All { get; } =
    [
        DataType.Float,
        DataType.Double,
        DataType.Float16,
        DataType.Bfloat16,
        DataType.Int8,
        DataType.Int16,
        DataType.Int32,
        DataType.Int64,
        DataType.Uint8,
        DataType.Uint16,
        DataType.Uint32,
        DataType.Uint64,
        DataType.Bool,
    ];

    /// <summary>A model made of nodes.</summary>
    public static byte[] Of(
        IEnumerable<NodeProto> nodes,
        IEnumerable<(string Name, DataType Type, Shape Shape)> inputs,
        IEnumerable<(string Name, DataType Type)> outputs,
        IEnumerable<TensorProto>? initializers = null,
        int opset = 21
    )
    {
        var graph = new GraphProto { Name = "types" };
        graph.Node.Add(nodes);
        graph.Input.Add(inputs.Select(input => Info(input.Name, input.Type, input.Shape)));
        graph.Output.Add(outputs.Select(output => Info(output.Name, output.Type, null)));
        graph.Initializer.Add(initializers ?? []);
        return new ModelProto
        {
            IrVersion = 10,
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
            Graph = graph,
        }.ToByteArray();
    }

    /// <summary>A node with space-separated inputs and outputs.</summary>
    public static NodeProto Op(string op, string inputs, string outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op };
        node.Input.Add(inputs.Length == 0 ? [] : inputs.Split(' ').Select(name => name == "-" ? string.Empty : name));
        node.Output.Add(outputs.Split(' '));
        node.Attribute.Add(attributes);
        return node;
    }

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Int,
            I = value,
        };

    /// <summary>A string attribute.</summary>
    public static AttributeProto Text(string name, string value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.String,
            S = ByteString.CopyFromUtf8(value),
        };

    /// <summary>An attribute that is a list of integers.</summary>
    public static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    /// <summary>An integer tensor as an initializer, of Int64 unless another type is given.</summary>
    public static TensorProto Whole(string name, long[] dims, long[] values, DataType type = DataType.Int64)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.Add(dims);
        if (type == DataType.Int64)
        {
            tensor.Int64Data.Add(values);
        }
        else
        {
            tensor.Int32Data.Add(values.Select(value => (int)value));
        }

        return tensor;
    }

    /// <summary>ONNX Runtime's outputs, or null if it has no kernel for the types.</summary>
    public static (string Type, Tensor<double> Value)[]? Ort(byte[] file, params Tensor<double>[] inputs) =>
        OnnxPredictor
            .Load(file, threads: 1)
            .MatchUnsafe(
                Right: predictor =>
                {
                    using (predictor)
                    {
                        try
                        {
                            return (
                                ((string, Tensor<double>)[])
                                    [.. predictor.OutputTypes.Zip(predictor.Run<double>(inputs))]
                            );
                        }
                        catch (OnnxRuntimeException)
                        {
                            return null;
                        }
                    }
                },
                Left: _ => null
            );

    private static ValueInfoProto Info(string name, DataType type, Shape? shape)
    {
        var info = new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } },
        };
        if (shape is not null)
        {
            info.Type.TensorType.Shape = new TensorShapeProto();
            info.Type.TensorType.Shape.Dim.Add(
                shape.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim.Size })
            );
        }

        return info;
    }
}
