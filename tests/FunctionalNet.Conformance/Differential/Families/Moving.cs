using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators that move elements: reshaping, slicing, copying.</summary>
internal static class Moving
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            ("Reshape", Reshaping.Reshape),
            ("Flatten", Reshaping.Flatten),
            ("Transpose", Transpose),
            ("Concat", Concat),
            ("Split", Split),
            ("Slice", Slice),
            ("Slice", Slice),
            ("Squeeze", Reshaping.Squeeze),
            ("Unsqueeze", Reshaping.Unsqueeze),
            ("Expand", Reshaping.Expand),
            ("Tile", Tile),
            ("Pad", Pad),
            ("Pad", Pad),
            ("Shape", Reshaping.Shape),
            ("Size", Reshaping.Size),
            ("Trilu", Trilu),
            ("DepthToSpace", Depth),
            ("SpaceToDepth", Depth),
            ("CenterCropPad", Resizing.Crop),
            ("Resize", Resizing.Resize),
            ("Resize", Resizing.Resize),
            ("Upsample", Resizing.Upsample),
            ("ReverseSequence", Reverse),
        ];

    private static string Transpose(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        int[] order = [.. Enumerable.Range(0, x.Shape!.Length)];
        sketch.Random.Shuffle(order);
        var isAbsent = sketch.Chance(25);
        return sketch.Node(
            schema,
            [x.Name],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["perm"] = isAbsent || order.Length == 0 ? null : order,
            },
            type: x.Type,
            shape: isAbsent ? [.. x.Shape.Reverse()] : [.. order.Select(axis => x.Shape[axis])]
        );
    }

    private static string Concat(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        var axis = sketch.Random.Next(sketch.Opset < 11 ? 0 : -rank, rank);
        var operands = new List<string> { x.Name };
        for (var more = sketch.Random.Next(0, 4); more > 0; more--)
        {
            int[] other = [.. x.Shape];
            other[(axis + rank) % rank] = sketch.Chance(40) ? other[(axis + rank) % rank] : sketch.Random.Next(0, 4);
            operands.Add(sketch.Any(x.Type, other));
        }

        return sketch.Node(
            schema,
            operands,
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["axis"] = sketch.Opset < 4 && sketch.Chance(50) ? null : axis,
            },
            type: x.Type
        );
    }

    private static string Split(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        var axis = sketch.Random.Next(sketch.Opset < 11 ? 0 : -rank, rank);
        var size = x.Shape[(axis + rank) % rank];
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal) { ["axis"] = axis };
        if (sketch.Chance(60))
        {
            var first = sketch.Random.Next(0, size + 1);
            var second = sketch.Random.Next(0, size - first + 1);
            int[] parts = [first, second, size - first - second];
            attributes["split"] = parts;
            return sketch.Node(
                schema,
                schema.Inputs.Length > 1 && !schema.Attributes.ContainsKey("split")
                    ? [x.Name, sketch.Whole(parts)]
                    : [x.Name],
                attributes,
                3,
                x.Type
            );
        }

        var count = sketch.Opset < 18 ? Math.Max(1, size) : sketch.Random.Next(1, Math.Max(2, size + 1));
        attributes["num_outputs"] = count;
        return sketch.Node(schema, [x.Name], attributes, count, x.Type);
    }

    private static string Slice(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        int[] axes = [.. Enumerable.Range(0, rank).Where(_ => sketch.Chance(60))];
        axes = axes.Length == 0 ? [0] : axes;
        int[] starts = [.. axes.Select(axis => sketch.One(0, 1, -1, -2, -100, 2, x.Shape[axis]))];
        int[] ends = [.. axes.Select(axis => sketch.One(int.MaxValue, 1, 2, -1, x.Shape[axis], 1000, int.MinValue))];
        int[] steps = [.. axes.Select(_ => sketch.One(1, 1, 2, -1, -2, 100))];
        if (schema.Inputs.Length == 1)
        {
            return sketch.Node(
                schema,
                [x.Name],
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["starts"] = starts,
                    ["ends"] = ends,
                    ["axes"] = axes.SequenceEqual(Enumerable.Range(0, axes.Length)) && sketch.Chance(50) ? null : axes,
                },
                type: x.Type
            );
        }

        int[] signed = [.. axes.Select(axis => sketch.Chance(25) ? axis - rank : axis)];
        var hasAxes = !axes.SequenceEqual(Enumerable.Range(0, axes.Length)) || sketch.Chance(50);
        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Whole(starts),
                sketch.Whole(ends),
                hasAxes ? sketch.Whole(signed) : string.Empty,
                sketch.Chance(60) ? sketch.Whole(steps) : string.Empty,
            ],
            type: x.Type
        );
    }

    private static string? Tile(Sketch sketch, OperatorSchema schema)
    {
        if (sketch.Opset < 6)
        {
            return null;
        }

        var x = sketch.Operand(schema, leastRank: 1);
        return sketch.Node(
            schema,
            [x.Name, sketch.Whole([.. x.Shape!.Select(_ => sketch.One(1, 1, 2, 3, 0))])],
            type: x.Type
        );
    }

    private static string Pad(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        var mode = sketch.One<string?>(null, "constant", "reflect", "edge", sketch.Opset >= 19 ? "wrap" : "edge");
        var isAny = mode is null or "constant";
        int[] axes =
            schema.Inputs.Length > 3 && sketch.Chance(40)
                ?
                [
                    .. Enumerable
                        .Range(0, rank)
                        .OrderBy(_ => sketch.Random.Next())
                        .Take(sketch.Random.Next(1, rank + 1)),
                ]
                : [];
        int[] along = axes.Length > 0 ? axes : [.. Enumerable.Range(0, rank)];
        int[] pads =
        [
            .. along
                .Concat(along)
                .Select(axis => isAny ? sketch.Random.Next(-1, 4) : sketch.Random.Next(0, Math.Max(1, x.Shape[axis]))),
        ];
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal) { ["mode"] = mode };
        if (schema.Inputs.Length == 1)
        {
            attributes["pads"] = pads;
            attributes["paddings"] = pads;
            attributes["value"] = sketch.One<object?>(null, 0.0, 1.5);
            return sketch.Node(schema, [x.Name], attributes, type: x.Type);
        }

        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Whole(pads),
                sketch.Chance(50) ? sketch.Any(x.Type, []) : string.Empty,
                axes.Length > 0
                    ? sketch.Given(
                        sketch.One(DataType.Int32, DataType.Int64),
                        [axes.Length],
                        [.. axes.Select(axis => (double)axis)]
                    )
                    : string.Empty,
            ],
            attributes,
            type: x.Type
        );
    }

    private static string Trilu(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 2);
        return sketch.Node(
            schema,
            [x.Name, sketch.Chance(50) ? sketch.Given(DataType.Int64, [], sketch.One(0, 1, -1, -9, 9)) : string.Empty],
            sketch.Some(("upper", [0, 1])),
            type: x.Type,
            shape: x.Shape
        );
    }

    private static string Depth(Sketch sketch, OperatorSchema schema)
    {
        var (type, block) = (sketch.Type(schema), sketch.Random.Next(1, 4));
        var attributes = sketch.Some(("mode", ["DCR", "CRD"]));
        attributes["blocksize"] = block;
        int[] shape =
            schema.Name == "DepthToSpace"
                ? [sketch.Random.Next(1, 3), block * block * sketch.Random.Next(1, 3), sketch.Random.Next(1, 4), 2]
                : [sketch.Random.Next(1, 3), 2, block * sketch.Random.Next(1, 3), block];
        return sketch.Node(schema, [sketch.Any(type, shape)], attributes, type: type);
    }

    private static string Reverse(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        int[] shape = [sketch.Random.Next(1, 5), sketch.Random.Next(1, 5), .. sketch.Shape(0, 2, mayBeEmpty: false)];
        var time = sketch.Random.Next(2);
        return sketch.Node(
            schema,
            [
                sketch.Any(type, shape),
                sketch.Whole([
                    .. Enumerable.Range(0, shape[1 - time]).Select(_ => sketch.Random.Next(0, shape[time] + 1)),
                ]),
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["time_axis"] = time == 0 ? sketch.One<object?>(null, 0) : 1,
                ["batch_axis"] = time == 0 ? sketch.One<object?>(null, 1) : 0,
            },
            type: type,
            shape: shape
        );
    }
}
