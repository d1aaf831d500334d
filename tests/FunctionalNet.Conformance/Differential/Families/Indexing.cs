using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators that gather and scatter elements by indices.</summary>
internal static class Indexing
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            ("Gather", Gather),
            ("GatherElements", Elements),
            ("GatherND", GatherMany),
            ("ScatterElements", ScatterElements),
            ("Scatter", ScatterElements),
            ("ScatterND", ScatterMany),
            ("OneHot", OneHot),
            ("Compress", Compress),
            ("NonZero", NonZero),
            ("Unique", Unique),
        ];

    private static string Indices(Sketch sketch, int[] shape, Func<int, int> sizeOf, bool isWide = true)
    {
        var count = shape.Aggregate(1, (product, axis) => product * axis);
        var type = isWide ? DataType.Int64 : sketch.One(DataType.Int32, DataType.Int64);
        return sketch.Given(
            type,
            shape,
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i =>
                    {
                        var size = sizeOf(i);
                        return (double)sketch.Random.Next(sketch.Opset >= 11 && sketch.Chance(25) ? -size : 0, size);
                    }),
            ]
        );
    }

    private static string Gather(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape(1, 3, mayBeEmpty: false);
        var axis = sketch.Random.Next(sketch.Opset < 11 ? 0 : -shape.Length, shape.Length);
        var size = shape[(axis + shape.Length) % shape.Length];
        return sketch.Node(
            schema,
            [sketch.Any(type, shape), Indices(sketch, sketch.Shape(0, 2), _ => size, isWide: false)],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["axis"] = axis == 0 ? sketch.One<object?>(null, 0) : axis,
            },
            type: type
        );
    }

    private static string Elements(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape(1, 3, mayBeEmpty: false);
        var axis = sketch.Random.Next(-shape.Length, shape.Length);
        var at = (axis + shape.Length) % shape.Length;
        int[] wanted =
        [
            .. shape.Select((size, i) => i == at ? sketch.Random.Next(0, 5) : sketch.Random.Next(1, size + 1)),
        ];
        return sketch.Node(
            schema,
            [sketch.Any(type, shape), Indices(sketch, wanted, _ => shape[at], isWide: false)],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["axis"] = axis == 0 ? null : axis },
            type: type,
            shape: wanted
        );
    }

    private static string GatherMany(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape(1, 4, mayBeEmpty: false);
        var batch = sketch.Opset >= 12 && sketch.Chance(40) ? sketch.Random.Next(0, shape.Length) : 0;
        var last = sketch.Random.Next(1, shape.Length - batch + 1);
        int[] wanted = [.. shape.Take(batch), .. sketch.Shape(batch == 0 ? 0 : 1, 2, mayBeEmpty: false), last];
        return sketch.Node(
            schema,
            [sketch.Any(type, shape), Indices(sketch, wanted, i => shape[batch + (i % last)])],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["batch_dims"] = batch == 0 ? sketch.One<object?>(null, 0) : batch,
            },
            type: type
        );
    }

    private static string ScatterElements(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape(1, 3, mayBeEmpty: false);
        var axis = sketch.Random.Next(sketch.Opset < 11 ? 0 : -shape.Length, shape.Length);
        var at = (axis + shape.Length) % shape.Length;
        string? reduction =
            type == DataType.Bool || !sketch.Chance(50) ? null
            : sketch.Opset < 18 ? sketch.One("none", "add", "mul")
            : sketch.One("none", "add", "mul", "max", "min");

        // ONNX leaves the order of writes to one position undefined, so that indices are unique unless there is a reduction.
        int[] wanted =
        [
            .. shape.Select(
                (size, i) =>
                    i != at ? sketch.Random.Next(1, size + 1)
                    : reduction is null or "none" ? 1
                    : sketch.Random.Next(1, 5)
            ),
        ];
        return sketch.Node(
            schema,
            [sketch.Any(type, shape), Indices(sketch, wanted, _ => shape[at], isWide: false), sketch.Any(type, wanted)],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["axis"] = axis == 0 ? sketch.One<object?>(null, 0) : axis,
                ["reduction"] = reduction,
            },
            type: type,
            shape: shape
        );
    }

    private static string ScatterMany(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape(1, 3, mayBeEmpty: false);
        var last = sketch.Random.Next(1, shape.Length + 1);
        string? reduction =
            type == DataType.Bool || !sketch.Chance(60) ? null
            : sketch.Opset < 18 ? sketch.One("add", "mul")
            : sketch.One("add", "mul", "max", "min");
        int[] many = [reduction is null ? 1 : sketch.Random.Next(1, 4)];
        return sketch.Node(
            schema,
            [
                sketch.Any(type, shape),
                Indices(sketch, [.. many, last], i => shape[i % last]),
                sketch.Any(type, [.. many, .. shape.Skip(last)]),
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["reduction"] = reduction },
            type: type,
            shape: shape
        );
    }

    private static string OneHot(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema, 2);
        var (indexType, depthType) = (sketch.Type(schema), sketch.Type(schema, 1));
        var (shape, depth) = (sketch.Shape(0, 3), sketch.Random.Next(1, 5));
        var isSigned = ElementTypes.IsFloat(indexType) || ElementTypes.IsSigned(indexType);
        double[] indices =
        [
            .. Enumerable
                .Range(0, shape.Aggregate(1, (product, axis) => product * axis))
                .Select(_ => (double)sketch.Random.Next(isSigned ? -depth - 1 : 0, depth + 1)),
        ];
        return sketch.Node(
            schema,
            [
                sketch.Given(indexType, shape, indices),
                sketch.Given(depthType, sketch.One<int[]>([], [1]), depth),
                sketch.Any(type, [2]),
            ],
            sketch.Some(("axis", [sketch.Random.Next(-shape.Length - 1, shape.Length + 1)])),
            type: type
        );
    }

    private static string Compress(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        int? axis = sketch.Chance(40) ? null : sketch.Random.Next(sketch.Opset < 11 ? 0 : -rank, rank);
        var size = axis is { } at ? x.Shape[(at + rank) % rank] : x.Shape.Aggregate(1, (product, one) => product * one);
        return sketch.Node(
            schema,
            [x.Name, sketch.Any(DataType.Bool, [sketch.Random.Next(0, size + 1)])],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["axis"] = axis },
            type: x.Type
        );
    }

    private static string NonZero(Sketch sketch, OperatorSchema schema) =>
        sketch.Node(schema, [sketch.Operand(schema).Name], type: DataType.Int64);

    private static string Unique(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var shape = sketch.Shape(1, 3);
        return sketch.Node(
            schema,
            [sketch.Any(type, shape, sketch.One(Style.Tied, Style.Usual, Style.Same))],
            sketch.Some(("axis", [sketch.Random.Next(-shape.Length, shape.Length), null]), ("sorted", [0, 1])),
            sketch.Random.Next(1, 5),
            type
        );
    }
}
