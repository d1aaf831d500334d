using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Quantized operators.</summary>
internal static class Quantized
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            ("QuantizeLinear", Quantize),
            ("DequantizeLinear", Dequantize),
            ("DynamicQuantizeLinear", Dynamic),
            ("QLinearMatMul", Product),
            ("ConvInteger", Convolution),
        ];

    private static string Quantize(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var to = sketch.Type(schema.Outputs[0].Types);
        var (scale, axis) = Scale(sketch, schema, x.Shape!);
        var scaleType = schema.Inputs[1].Variable == schema.Inputs[0].Variable ? x.Type : sketch.Type(schema, 1);
        var hasZero = sketch.Chance(60);
        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Any(scaleType, scale, Style.Positive),
                hasZero ? sketch.Any(to, scale, Style.Usual) : string.Empty,
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["axis"] = axis,
                ["saturate"] = sketch.One<object?>(null, 1, 0),
                ["output_dtype"] = hasZero || sketch.Chance(50) ? null : (int)to,
            },
            type: hasZero ? to : DataType.Undefined,
            shape: x.Shape
        );
    }

    private static string Dequantize(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var (scale, axis) = Scale(sketch, schema, x.Shape!);
        var scaleType = sketch.Type(schema, 1);
        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Any(scaleType, scale, Style.Positive),
                sketch.Chance(50) && x.Type != DataType.Int32 ? sketch.Any(x.Type, scale, Style.Usual) : string.Empty,
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["axis"] = axis },
            type: scaleType,
            shape: x.Shape
        );
    }

    // A scale for the whole tensor, or one for each index of an axis.
    private static (int[] Shape, int? Axis) Scale(Sketch sketch, OperatorSchema schema, int[] shape)
    {
        if (!schema.Attributes.ContainsKey("axis") || sketch.Chance(50))
        {
            return ([], null);
        }

        var axis = sketch.Random.Next(-shape.Length, shape.Length);
        return ([shape[(axis + shape.Length) % shape.Length]], axis);
    }

    private static string Dynamic(Sketch sketch, OperatorSchema schema) =>
        sketch.Node(
            schema,
            [
                sketch.Any(
                    DataType.Float,
                    sketch.Shape(1, 3, mayBeEmpty: false),
                    sketch.One(Style.Usual, Style.Tied, Style.Positive, Style.Wide)
                ),
            ],
            outputs: 3
        );

    private static string Product(Sketch sketch, OperatorSchema schema)
    {
        var (a, b, y) = (sketch.Type(schema), sketch.Type(schema, 3), sketch.Type(schema, 7));
        var (m, k, n) = (sketch.Random.Next(1, 4), sketch.Random.Next(1, 5), sketch.Random.Next(1, 4));
        string Scale() => sketch.Any(DataType.Float, [], Style.Positive);
        return sketch.Node(
            schema,
            [
                sketch.Any(a, [m, k]),
                Scale(),
                sketch.Any(a, [], Style.Usual),
                sketch.Any(b, [k, n]),
                Scale(),
                sketch.Any(b, [], Style.Usual),
                Scale(),
                sketch.Any(y, [], Style.Usual),
            ],
            type: y,
            shape: [m, n]
        );
    }

    private static string Convolution(Sketch sketch, OperatorSchema schema)
    {
        var (x, w) = (sketch.Type(schema), sketch.Type(schema, 1));
        var attributes = sketch.Some(("strides", [new[] { 1, 2 }, new[] { 2, 2 }]), ("pads", [new[] { 1, 0, 0, 1 }]));
        return sketch.Node(
            schema,
            [
                sketch.Any(x, [1, 2, 4, 5]),
                sketch.Any(w, [3, 2, 2, 2]),
                sketch.Chance(50) ? sketch.Any(x, [], Style.Usual) : string.Empty,
                sketch.Chance(50) ? sketch.Any(w, [], Style.Usual) : string.Empty,
            ],
            attributes,
            type: DataType.Int32
        );
    }
}
