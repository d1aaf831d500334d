using FunctionalNet.Schemas;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Elementwise operators with broadcasting.</summary>
internal static class Elementwise
{
    private static readonly HashSet<string> Truths =
    [
        .. "And Or Xor Not Equal Greater GreaterOrEqual Less LessOrEqual IsInf IsNaN".Split(' '),
    ];

    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            .. Families.Each(
                """
                Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Floor Identity IsInf IsNaN Log Neg Not Reciprocal Relu Round
                Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Tan Tanh Celu Elu Selu LeakyRelu ThresholdedRelu HardSigmoid HardSwish Mish
                Gelu Shrink Swish BitwiseNot
                """,
                Unary
            ),
            .. Families.Each(
                """
                Add Sub Mul Div Pow Mod And Or Xor Equal Greater GreaterOrEqual Less LessOrEqual BitwiseAnd BitwiseOr BitwiseXor BitShift
                PRelu Max Min Sum Mean
                """,
                Several
            ),
            ("Clip", Clip),
            ("Where", Where),
            ("Cast", Cast),
            ("CastLike", CastLike),
            ("Dropout", Dropout),
        ];

    /// <summary>A random shape that broadcasts with the given one.</summary>
    public static int[] Broadcast(Sketch sketch, int[] shape)
    {
        int[] part = [.. shape.Skip(sketch.Random.Next(0, shape.Length + 1))];
        return sketch.Chance(50) ? shape : [.. part.Select(size => sketch.Chance(25) ? 1 : size)];
    }

    private static string Unary(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        return sketch.Node(
            schema,
            [x.Name],
            Attributes(sketch, schema),
            type: Truths.Contains(schema.Name) ? DataType.Bool : x.Type,
            shape: x.Shape
        );
    }

    private static Dictionary<string, object?> Attributes(Sketch sketch, OperatorSchema schema) =>
        sketch.Some(
            schema.Attributes.Values.Select(attribute =>
                (
                    attribute.Name,
                    attribute.Name switch
                    {
                        "approximate" => new object?[] { "none", "tanh" },
                        "direction" => ["LEFT", "RIGHT"],
                        _ => attribute.Type switch
                        {
                            AttributeType.Int => [0, 1],
                            AttributeType.Float => [0.0, 1.0, -1.0, 0.5, 2.0, 0.01, 100.0],
                            _ => [null],
                        },
                    }
                )
            )
        );

    private static string Several(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        var shape = x.Shape!;
        var isOld = schema.Attributes.ContainsKey("broadcast") || (sketch.Opset < 8 && schema.Inputs.Length == 1);
        var count = schema.Inputs.Length > 1 ? 1 : sketch.Random.Next(0, 4);
        var operands = new List<string> { x.Name };
        for (var i = 0; i < count; i++)
        {
            var place = Math.Min(i + 1, schema.Inputs.Length - 1);
            var type = schema.Inputs[place].Variable == schema.Inputs[0].Variable ? x.Type : sketch.Type(schema, place);
            var other = isOld ? shape : Broadcast(sketch, shape);

            // An integer division by 0 ends ONNX Runtime's process, and shifts by more than the width are undefined.
            Style? style =
                schema.Name is "Div" or "Mod" && !ElementTypes.IsFloat(type) ? Style.Positive
                : schema.Name is "BitShift" ? Style.Usual
                : schema.Name == "Pow" && !ElementTypes.IsFloat(type) ? Style.Positive
                : null;
            operands.Add(sketch.Any(type, other, style));
        }

        var attributes = Attributes(sketch, schema);
        if (schema.Name == "BitShift")
        {
            attributes["direction"] = sketch.One("LEFT", "RIGHT");
        }
        else if (schema.Name == "Mod")
        {
            attributes["fmod"] = ElementTypes.IsFloat(x.Type) ? 1 : sketch.One(0, 1);
        }

        if (isOld)
        {
            attributes.Remove("broadcast");
            attributes.Remove("axis");
        }

        attributes.Remove("consumed_inputs");
        if (schema.Name != "PRelu" && sketch.Chance(15))
        {
            operands.Reverse();
        }

        return sketch.Node(
            schema,
            operands,
            attributes,
            type: Truths.Contains(schema.Name) ? DataType.Bool : x.Type,
            shape: operands[0] == x.Name ? shape : null
        );
    }

    private static string Clip(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        if (schema.Inputs.Length == 1)
        {
            return sketch.Node(
                schema,
                [x.Name],
                sketch.Some(("min", [-1.0, 0.0, 0.5]), ("max", [1.0, 0.0, 0.5, 6.0])),
                type: x.Type,
                shape: x.Shape
            );
        }

        var (min, max) = (
            sketch.Chance(30) ? string.Empty : sketch.Given(x.Type, [], sketch.One(0.0, 1.0, 2.0)),
            sketch.Chance(30) ? string.Empty : sketch.Any(x.Type, [])
        );
        return sketch.Node(schema, [x.Name, min, max], type: x.Type, shape: x.Shape);
    }

    private static string Where(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, place: 1);
        var shape = x.Shape!;
        return sketch.Node(
            schema,
            [sketch.Any(DataType.Bool, Broadcast(sketch, shape)), x.Name, sketch.Any(x.Type, Broadcast(sketch, shape))],
            type: x.Type,
            shape: shape
        );
    }

    private static string Cast(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        var to = sketch.Type(schema.Outputs[0].Types);

        // ONNX leaves the cast of a number outside of the target's range undefined.
        var name =
            ElementTypes.IsFloat(x.Type) && !ElementTypes.IsFloat(to) && to != DataType.Bool
                ? sketch.Any(x.Type, x.Shape!, sketch.One(Style.Usual, Style.Tied, Style.Positive))
                : x.Name;
        return sketch.Node(
            schema,
            [name],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["to"] =
                    schema.Attributes["to"].Type == AttributeType.String ? to.ToString().ToUpperInvariant() : (int)to,
                ["saturate"] = sketch.One<object?>(null, 0, 1),
            },
            type: to,
            shape: x.Shape
        );
    }

    private static string CastLike(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, style: Style.Positive);
        var to = sketch.Type(schema, 1);
        return sketch.Node(
            schema,
            [x.Name, sketch.Any(to, sketch.Shape())],
            sketch.Some(("saturate", [0, 1])),
            type: to,
            shape: x.Shape
        );
    }

    private static string Dropout(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var ratio =
            schema.Inputs.Length > 1 && sketch.Chance(50) ? sketch.Given(DataType.Float, [], 0.3) : string.Empty;
        return sketch.Node(
            schema,
            [x.Name, ratio],
            sketch.Some(("ratio", [0.0, 0.3]), ("seed", [7]), ("is_test", [1])),
            sketch.One(1, 1, 2),
            x.Type,
            x.Shape
        );
    }
}
