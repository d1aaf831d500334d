using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Reductions and other operators along axes.</summary>
internal static class Reductions
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            .. Families.Each(
                "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare",
                Reduce
            ),
            .. Families.Each("ArgMax ArgMin", Place),
            .. Families.Each("Softmax LogSoftmax Hardmax", Soft),
            .. Families.Each("CumSum CumProd", Running),
            ("TopK", Top),
            ("LpNormalization", Norm),
        ];

    private static string Reduce(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: sketch.Chance(10) ? 0 : 1);
        int[] axes =
        [
            .. Enumerable
                .Range(0, x.Shape!.Length)
                .Where(_ => sketch.Chance(50))
                .Select(axis => sketch.Chance(30) ? axis - x.Shape.Length : axis),
        ];
        var isAbsent = sketch.Chance(25);
        var attributes = sketch.Some(("keepdims", [0, 1]), ("noop_with_empty_axes", [0, 1]));
        if (schema.Inputs.Length == 1)
        {
            attributes["axes"] = isAbsent || axes.Length == 0 ? null : axes;
            return sketch.Node(schema, [x.Name], attributes, type: x.Type);
        }

        return sketch.Node(schema, [x.Name, isAbsent ? string.Empty : sketch.Whole(axes)], attributes, type: x.Type);
    }

    private static string Place(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        return sketch.Node(
            schema,
            [x.Name],
            sketch.Some(
                ("axis", [sketch.Random.Next(-rank, rank)]),
                ("keepdims", [0, 1]),
                ("select_last_index", [0, 1])
            ),
            type: DataType.Int64
        );
    }

    private static string Soft(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        return sketch.Node(
            schema,
            [x.Name],
            sketch.Some(("axis", [sketch.Random.Next(-rank, rank)])),
            type: x.Type,
            shape: x.Shape
        );
    }

    private static string Running(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        return sketch.Node(
            schema,
            [x.Name, sketch.Given(sketch.One(DataType.Int32, DataType.Int64), [], sketch.Random.Next(-rank, rank))],
            sketch.Some(("exclusive", [0, 1]), ("reverse", [0, 1])),
            type: x.Type,
            shape: x.Shape
        );
    }

    private static string Top(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        var axis = sketch.Random.Next(-rank, rank);
        var k = sketch.Random.Next(0, x.Shape[(axis + rank) % rank] + 1);
        var attributes = sketch.Some(("largest", [0, 1]), ("sorted", [1]));
        attributes["axis"] = axis;
        attributes["k"] = Math.Max(1, k);
        return sketch.Node(
            schema,
            schema.Inputs.Length == 1 ? [x.Name] : [x.Name, sketch.Whole(k)],
            attributes,
            2,
            x.Type
        );
    }

    private static string Norm(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        return sketch.Node(
            schema,
            [x.Name],
            sketch.Some(("axis", [sketch.Random.Next(-rank, rank)]), ("p", [1, 2])),
            type: x.Type,
            shape: x.Shape
        );
    }
}
