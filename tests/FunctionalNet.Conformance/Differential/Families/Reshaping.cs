using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators that change the shape of a tensor or return it.</summary>
internal static class Reshaping
{
    /// <summary>Draws a Reshape node.</summary>
    public static string Reshape(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var shape = x.Shape!;
        var size = shape.Aggregate(1, (product, axis) => product * axis);
        int[] target = sketch.Random.Next(6) switch
        {
            0 => [-1],
            1 => [size],
            2 => [1, -1],
            3 => [0, -1],
            4 => [.. shape.Reverse()],
            _ => [shape[0], -1, 1],
        };
        var attributes = sketch.Some(("allowzero", [0, 1]));
        if (schema.Inputs.Length == 1)
        {
            attributes["shape"] = target;
            return sketch.Node(schema, [x.Name], attributes, type: x.Type);
        }

        return sketch.Node(schema, [x.Name, sketch.Whole(target)], attributes, type: x.Type);
    }

    /// <summary>Draws a Flatten node.</summary>
    public static string Flatten(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        return sketch.Node(
            schema,
            [x.Name],
            sketch.Some(("axis", [sketch.Random.Next(sketch.Opset < 11 ? 0 : -rank, rank + 1)])),
            type: x.Type
        );
    }

    /// <summary>Draws a Squeeze node.</summary>
    public static string Squeeze(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        int[] shape = [.. sketch.Shape(1, 4).Select(size => sketch.Chance(50) ? 1 : size)];
        int[] axes =
        [
            .. Enumerable
                .Range(0, shape.Length)
                .Where(axis => shape[axis] == 1 && sketch.Chance(60))
                .Select(axis => sketch.Chance(30) && sketch.Opset > 10 ? axis - shape.Length : axis),
        ];
        return OfAxes(
            sketch,
            schema,
            new(sketch.Any(type, shape), type, shape),
            sketch.Chance(30) || axes.Length == 0 ? null : axes
        );
    }

    /// <summary>Draws an Unsqueeze node.</summary>
    public static string Unsqueeze(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        var rank = x.Shape!.Length + sketch.Random.Next(1, 3);
        int[] axes =
        [
            .. Enumerable
                .Range(0, rank)
                .OrderBy(_ => sketch.Random.Next())
                .Take(rank - x.Shape.Length)
                .Select(axis => sketch.Chance(30) && sketch.Opset > 10 ? axis - rank : axis),
        ];
        return OfAxes(sketch, schema, x, axes);
    }

    private static string OfAxes(Sketch sketch, OperatorSchema schema, Drawing x, int[]? axes) =>
        schema.Inputs.Length == 1
            ? sketch.Node(
                schema,
                [x.Name],
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["axes"] = axes },
                type: x.Type
            )
            : sketch.Node(schema, [x.Name, axes is null ? string.Empty : sketch.Whole(axes)], type: x.Type);

    /// <summary>Draws an Expand node.</summary>
    public static string Expand(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape();
        var part = Elementwise.Broadcast(sketch, shape);
        int[] target =
        [
            .. shape.Select((size, axis) => axis >= shape.Length - part.Length && sketch.Chance(20) ? 1 : size),
        ];
        return sketch.Node(schema, [sketch.Any(type, part), sketch.Whole(target)], type: type);
    }

    /// <summary>Draws a Shape node.</summary>
    public static string Shape(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema);
        return sketch.Node(
            schema,
            [x.Name],
            sketch.Some(("start", [0, 1, -1, -10, 10]), ("end", [0, 1, -1, -10, 10])),
            type: DataType.Int64
        );
    }

    /// <summary>Draws a Size node.</summary>
    public static string Size(Sketch sketch, OperatorSchema schema) =>
        sketch.Node(schema, [sketch.Operand(schema).Name], type: DataType.Int64, shape: []);
}
