using System.Numerics;
using Google.Protobuf;
using Onnx;
using Type = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>
/// Writes a small expression as an ONNX model, independently of the exporter, so that one checks the other. The model usually has one node;
/// an operator that ONNX lacks is written as its body, and a newer operator in the opset that introduced it.
/// </summary>
internal static class OneNode
{
    private const int Pinned = 21;
    private const int IrVersion = 10;

    private static readonly Dictionary<string, int> Later = new(StringComparer.Ordinal) { ["RMSNormalization"] = 23 };

    /// <summary>The model; <paramref name="last"/>, if given, replaces the node of the output.</summary>
    public static ModelProto Model<T>(Expr[] inputs, Expr output, OnnxNode? last = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var number = typeof(T) == typeof(double) ? TensorProto.Types.DataType.Double : TensorProto.Types.DataType.Float;
        var graph = new GraphProto { Name = "probe" };
        var names = new Dictionary<Expr, string>();
        foreach (var input in inputs)
        {
            names[input] = input.Variable!.Path;
            graph.Input.Add(Value(names[input], input.Type, number));
        }

        graph.Output.Add(Value(Write(output), output.Type, number));
        var opset = graph.Node.Select(node => Later.GetValueOrDefault(node.OpType, Pinned)).Append(Pinned).Max();
        return new ModelProto
        {
            IrVersion = IrVersion,
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
            Graph = graph,
        };

        string Write(Expr expr)
        {
            if (names.TryGetValue(expr, out var known))
            {
                return known;
            }

            if (expr.Op is Constant constant)
            {
                graph.Initializer.Add(Tensor($"e{expr.Id}", expr.Type, constant.Values, number));
            }
            else if ((expr == output && last is not null ? last : expr.Op.ToOnnx(expr)) is { } node)
            {
                var written = new NodeProto { OpType = node.Operator };
                written.Output.Add(Enumerable.Range(0, node.Output).Select(other => $"e{expr.Id}.{other}"));
                written.Output.Add($"e{expr.Id}");
                written.Input.Add(node.Inputs.Select(input => input is null ? string.Empty : Write(input)));
                written.Attribute.Add(node.Attributes.Select(pair => Attribute(pair.Key, pair.Value, number)));
                graph.Node.Add(written);
            }
            else
            {
                return names[expr] = Write(expr.Op.Body([.. expr.Inputs])!);
            }

            return names[expr] = $"e{expr.Id}";
        }
    }

    private static AttributeProto Attribute(string name, object value, TensorProto.Types.DataType number) =>
        value switch
        {
            long i => new()
            {
                Name = name,
                Type = Type.Int,
                I = i,
            },
            double f => new()
            {
                Name = name,
                Type = Type.Float,
                F = (float)f,
            },
            string s => new()
            {
                Name = name,
                Type = Type.String,
                S = ByteString.CopyFromUtf8(s),
            },
            long[] many => new()
            {
                Name = name,
                Type = Type.Ints,
                Ints = { many },
            },
            string[] texts => new()
            {
                Name = name,
                Type = Type.Strings,
                Strings = { texts.Select(ByteString.CopyFromUtf8) },
            },
            ElementType element => new()
            {
                Name = name,
                Type = Type.Int,
                I = (int)Code(element, number),
            },
            _ => throw new ArgumentException($"{value} is no attribute.", nameof(value)),
        };

    private static TensorProto.Types.DataType Code(ElementType element, TensorProto.Types.DataType number) =>
        element switch
        {
            ElementType.Int64 => TensorProto.Types.DataType.Int64,
            ElementType.Bool => TensorProto.Types.DataType.Bool,
            _ => number,
        };

    private static TensorProto Tensor(
        string name,
        TensorType type,
        IEnumerable<double> values,
        TensorProto.Types.DataType number
    )
    {
        var tensor = new TensorProto { Name = name, DataType = (int)Code(type.Element, number) };
        tensor.Dims.Add(type.Shape.Select(dim => (long)dim.Size));
        switch ((TensorProto.Types.DataType)tensor.DataType)
        {
            case TensorProto.Types.DataType.Int64:
                tensor.Int64Data.Add(values.Select(v => (long)v));
                break;
            case TensorProto.Types.DataType.Bool:
                tensor.Int32Data.Add(values.Select(v => (int)v));
                break;
            case TensorProto.Types.DataType.Double:
                tensor.DoubleData.Add(values);
                break;
            default:
                tensor.FloatData.Add(values.Select(v => (float)v));
                break;
        }

        return tensor;
    }

    private static ValueInfoProto Value(string name, TensorType type, TensorProto.Types.DataType number)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(type.Shape.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim.Size }));
        return new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)Code(type.Element, number), Shape = shape },
            },
        };
    }
}
