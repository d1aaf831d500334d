using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators that generate tensors, transform signals and sample images.</summary>
internal static class Making
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            ("ConstantOfShape", OfShape),
            ("Range", Range),
            ("EyeLike", Eye),
            .. Families.Each("HannWindow HammingWindow BlackmanWindow", Window),
            ("DFT", Fourier),
            ("STFT", ShortFourier),
            ("GridSample", Grid),
            ("AffineGrid", Affine),
            ("RoiAlign", Regions),
            ("NonMaxSuppression", Boxes),
            ("Col2Im", Columns),
            ("RotaryEmbedding", Rotary),
            ("Attention", Attention),
            ("Attention", Attention),
            ("TensorScatter", TensorScatter),
        ];

    private static string OfShape(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema.Outputs[0].Types);
        return sketch.Node(
            schema,
            [sketch.Whole(sketch.Shape())],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["value"] = sketch.Chance(30) ? null : Drawn.Tensor(sketch.Random, "value", type, [1], Style.Special),
            },
            type: type
        );
    }

    private static string Range(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var isFloat = ElementTypes.IsFloat(type);
        return sketch.Node(
            schema,
            [
                sketch.Given(type, [], sketch.One(0.0, 1, -3, isFloat ? 0.5 : 2)),
                sketch.Given(type, [], sketch.One(0.0, 5, -5, isFloat ? 2.3 : 7)),
                sketch.Given(type, [], sketch.One(1.0, 2, -1, isFloat ? 0.3 : 3)),
            ],
            type: type
        );
    }

    private static string Eye(Sketch sketch, OperatorSchema schema)
    {
        var (type, to) = (sketch.Type(schema), sketch.Type(schema.Outputs[0].Types));
        return sketch.Node(
            schema,
            [sketch.Any(type, sketch.Shape(2, 2))],
            sketch.Some(("dtype", [(int)to]), ("k", [0, 1, -1, 5, -5]))
        );
    }

    private static string Window(Sketch sketch, OperatorSchema schema) =>
        sketch.Node(
            schema,
            [sketch.Given(sketch.Type(schema), [], sketch.Random.Next(1, 12))],
            sketch.Some(("periodic", [0, 1]), ("output_datatype", [1, 11, 10, 16, 6, 7]))
        );

    private static string Fourier(Sketch sketch, OperatorSchema schema)
    {
        var (type, parts) = (sketch.Type(schema), sketch.One(1, 2));
        int[] shape = [.. sketch.Shape(2, 3, mayBeEmpty: false), parts];
        var axis = sketch.Random.Next(sketch.Opset < 20 ? 0 : 1 - shape.Length, shape.Length - 1);
        var length = sketch.Chance(40) ? sketch.Given(DataType.Int64, [], sketch.Random.Next(1, 7)) : string.Empty;
        var attributes = sketch.Some(("inverse", [0, 1]));
        attributes["onesided"] =
            parts == 1 && !Equals(attributes["inverse"], 1) ? sketch.One<object?>(null, 0, 1) : null;
        attributes["axis"] = axis;
        return sketch.Node(
            schema,
            schema.Attributes.ContainsKey("axis")
                ? [sketch.Any(type, shape), length]
                : [sketch.Any(type, shape), length, sketch.Given(DataType.Int64, [], axis)],
            attributes,
            type: type
        );
    }

    private static string ShortFourier(Sketch sketch, OperatorSchema schema)
    {
        var (type, parts) = (sketch.Type(schema), sketch.One(1, 1, 2));
        var (length, frame) = (sketch.Random.Next(6, 20), sketch.Random.Next(2, 7));
        var hasWindow = sketch.Chance(60);
        return sketch.Node(
            schema,
            [
                sketch.Any(type, [sketch.Random.Next(1, 3), length, parts]),
                sketch.Given(sketch.One(DataType.Int32, DataType.Int64), [], sketch.Random.Next(1, 4)),
                hasWindow ? sketch.Any(type, [frame]) : string.Empty,
                hasWindow && sketch.Chance(50) ? string.Empty : sketch.Given(DataType.Int64, [], frame),
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["onesided"] = parts == 2 ? 0 : sketch.One<object?>(null, 0, 1),
            },
            type: type
        );
    }

    private static string Grid(Sketch sketch, OperatorSchema schema)
    {
        var (type, axes) = (sketch.Type(schema), sketch.Opset < 20 ? 2 : sketch.One(2, 2, 3));
        int[] sizes = [.. Enumerable.Range(0, axes).Select(_ => sketch.Random.Next(1, 5))];
        string[] modes =
            sketch.Opset < 20
                ? ["bilinear", "nearest", "bicubic"]
                : ["linear", "nearest", axes == 2 ? "cubic" : "linear"];
        return sketch.Node(
            schema,
            [
                sketch.Any(type, [1, 2, .. sizes], sketch.One(Style.Usual, Style.Tied)),
                sketch.Any(
                    schema.Inputs[1].Types.Contains("float") ? sketch.One(DataType.Float, DataType.Float, type) : type,
                    [1, .. sizes.Select(_ => sketch.Random.Next(1, 4)), axes],
                    sketch.One(Style.Usual, Style.Tied)
                ),
            ],
            sketch.Some(
                ("mode", modes),
                ("padding_mode", ["zeros", "border", "reflection"]),
                ("align_corners", [0, 1])
            ),
            type: type
        );
    }

    private static string Affine(Sketch sketch, OperatorSchema schema)
    {
        var (type, axes) = (sketch.Type(schema), sketch.One(2, 3));
        int[] sizes = [2, 1, .. Enumerable.Range(0, axes).Select(_ => sketch.Random.Next(1, 5))];
        return sketch.Node(
            schema,
            [sketch.Any(type, [2, axes, axes + 1]), sketch.Whole(sizes)],
            sketch.Some(("align_corners", [0, 1])),
            type: type
        );
    }

    private static string Regions(Sketch sketch, OperatorSchema schema)
    {
        var (type, count) = (sketch.Type(schema), sketch.Random.Next(1, 4));
        double[] regions =
        [
            .. Enumerable
                .Range(0, count)
                .SelectMany(_ =>
                {
                    var (x, y) = (sketch.Random.NextDouble() * 4, sketch.Random.NextDouble() * 4);
                    return new[] { x, y, x + (sketch.Random.NextDouble() * 4), y + (sketch.Random.NextDouble() * 4) };
                }),
        ];
        return sketch.Node(
            schema,
            [
                sketch.Any(type, [2, 2, 5, 6], Style.Usual),
                sketch.Given(type, [count, 4], regions),
                sketch.Given(
                    DataType.Int64,
                    [count],
                    [.. Enumerable.Range(0, count).Select(_ => (double)sketch.Random.Next(2))]
                ),
            ],
            sketch.Some(
                ("mode", ["avg", "max"]),
                ("output_height", [1, 2, 3]),
                ("output_width", [1, 2, 3]),
                ("sampling_ratio", [0, 1, 2]),
                ("spatial_scale", [1.0, 0.5]),
                ("coordinate_transformation_mode", ["half_pixel", "output_half_pixel"])
            ),
            type: type
        );
    }

    private static string Boxes(Sketch sketch, OperatorSchema schema)
    {
        var (batch, count, classes) = (sketch.Random.Next(1, 3), sketch.Random.Next(1, 7), sketch.Random.Next(1, 3));
        string Optional(DataType type, double number) =>
            sketch.Chance(25) ? string.Empty : sketch.Given(type, sketch.One<int[]>([], [1]), number);
        return sketch.Node(
            schema,
            [
                sketch.Any(DataType.Float, [batch, count, 4], sketch.One(Style.Usual, Style.Tied, Style.Positive)),
                sketch.Any(DataType.Float, [batch, classes, count], sketch.One(Style.Usual, Style.Tied)),
                Optional(DataType.Int64, sketch.Random.Next(0, 5)),
                Optional(DataType.Float, sketch.One(0.0, 0.3, 0.5, 1.0)),
                Optional(DataType.Float, sketch.One(-1.0, 0.0, 0.5)),
            ],
            sketch.Some(("center_point_box", [0, 1])),
            type: DataType.Int64
        );
    }

    private static string Columns(Sketch sketch, OperatorSchema schema)
    {
        var (type, axes) = (sketch.Type(schema), sketch.One(1, 2, 2));
        int[] image = [.. Enumerable.Range(0, axes).Select(_ => sketch.Random.Next(3, 7))];
        int[] block = [.. Enumerable.Range(0, axes).Select(_ => sketch.Random.Next(1, 4))];
        int[] strides = [.. Enumerable.Range(0, axes).Select(_ => sketch.Random.Next(1, 3))];
        var places = image
            .Select((size, i) => ((size - block[i]) / strides[i]) + 1)
            .Aggregate(1, (product, n) => product * n);
        var size = block.Aggregate(1, (product, n) => product * n);
        return sketch.Node(
            schema,
            [sketch.Any(type, [sketch.Random.Next(1, 3), 2 * size, places]), sketch.Whole(image), sketch.Whole(block)],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["strides"] = strides.All(stride => stride == 1) ? null : strides,
            },
            type: type
        );
    }

    private static string Rotary(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var (batch, heads, length, half) = (
            sketch.Random.Next(1, 3),
            sketch.Random.Next(1, 3),
            sketch.Random.Next(1, 4),
            sketch.Random.Next(1, 4)
        );
        var (is4, hasPlaces) = (sketch.Chance(60), sketch.Chance(50));
        int[] table = hasPlaces ? [8, half] : [batch, length, half];
        return sketch.Node(
            schema,
            [
                sketch.Any(type, is4 ? [batch, heads, length, 2 * half] : [batch, length, heads * 2 * half]),
                sketch.Any(type, table),
                sketch.Any(type, table),
                hasPlaces
                    ? sketch.Given(
                        DataType.Int64,
                        [batch, length],
                        [.. Enumerable.Range(0, batch * length).Select(_ => (double)sketch.Random.Next(8))]
                    )
                    : string.Empty,
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["interleaved"] = sketch.One<object?>(null, 0, 1),
                ["num_heads"] = is4 ? null : heads,
            },
            type: type
        );
    }

    private static string Attention(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var (batch, heads, groups) = (sketch.Random.Next(1, 3), sketch.Random.Next(1, 3), sketch.Random.Next(1, 3));
        var (queries, keys, size, value) = (
            sketch.Random.Next(1, 4),
            sketch.Random.Next(1, 5),
            sketch.Random.Next(1, 4),
            sketch.Random.Next(1, 4)
        );
        var is4 = sketch.Chance(60);
        int[] Sizes(int count, int length, int width) =>
            is4 ? [batch, count, length, width] : [batch, length, count * width];
        var attributes = sketch.Some(
            ("is_causal", [0, 1]),
            ("scale", [0.5, 1.0]),
            ("softcap", [0.0, 2.0]),
            ("qk_matmul_output_mode", [0, 1, 2, 3])
        );
        attributes["q_num_heads"] = is4 ? null : heads * groups;
        attributes["kv_num_heads"] = is4 ? null : heads;
        var masks = sketch.One(DataType.Bool, type);
        return sketch.Node(
            schema,
            [
                sketch.Any(type, Sizes(heads * groups, queries, size), Style.Usual),
                sketch.Any(type, Sizes(heads, keys, size), Style.Usual),
                sketch.Any(type, Sizes(heads, keys, value), Style.Usual),
                sketch.Chance(50)
                    ? string.Empty
                    : sketch.Any(
                        masks,
                        sketch.One<int[]>([queries, keys], [batch, 1, queries, keys], [1, queries, keys]),
                        Style.Usual
                    ),
            ],
            attributes,
            1,
            type
        );
    }

    private static string TensorScatter(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var (batch, length, added) = (sketch.Random.Next(1, 3), sketch.Random.Next(2, 6), sketch.Random.Next(1, 3));
        var isCircular = sketch.Chance(40);
        return sketch.Node(
            schema,
            [
                sketch.Any(type, [batch, 2, length, 3]),
                sketch.Any(type, [batch, 2, Math.Min(added, length), 3]),
                sketch.Chance(30)
                    ? string.Empty
                    : sketch.Given(
                        DataType.Int64,
                        [batch],
                        [
                            .. Enumerable
                                .Range(0, batch)
                                .Select(_ =>
                                    (double)sketch.Random.Next(0, isCircular ? 9 : length - Math.Min(added, length) + 1)
                                ),
                        ]
                    ),
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["mode"] = isCircular ? "circular" : sketch.One<object?>(null, "linear"),
                ["axis"] = sketch.One<object?>(null, -2, 2),
            },
            type: type
        );
    }
}
