using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Normalizations and losses.</summary>
internal static class Normalizations
{
    private static readonly (string Name, object?[] Values) Epsilon = ("epsilon", [1e-5, 1e-3, 0.1, 0.0]);

    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            ("BatchNormalization", Batch),
            ("InstanceNormalization", Instance),
            ("LayerNormalization", Layer),
            ("RMSNormalization", Layer),
            ("GroupNormalization", Group),
            ("LRN", Local),
            ("MeanVarianceNormalization", MeanVariance),
            .. Families.Each("NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss", Loss),
        ];

    private static string Batch(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 2);
        var (type, c) = (x.Type, x.Shape![1]);
        var other = schema.Inputs[1].Variable == schema.Inputs[0].Variable ? type : sketch.Type(schema, 1);
        var mean = schema.Inputs[3].Variable == schema.Inputs[1].Variable ? other : sketch.Type(schema, 3);
        var attributes = sketch.Some(Epsilon, ("momentum", [0.9, 0.5]), ("spatial", [1, 1, 0]));
        var isTraining = schema.Attributes.ContainsKey("training_mode") && sketch.Chance(25);
        attributes["training_mode"] = isTraining ? 1 : null;
        attributes["is_test"] = 1;
        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Any(other, [c]),
                sketch.Any(other, [c]),
                sketch.Any(mean, [c]),
                sketch.Any(mean, [c], Style.Positive),
            ],
            attributes,
            isTraining ? 3 : 1,
            type,
            x.Shape
        );
    }

    private static string Instance(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 3, style: sketch.One(Style.Usual, Style.Tied, Style.Wide));
        int[] channels = [x.Shape![1]];
        return sketch.Node(
            schema,
            [x.Name, sketch.Any(x.Type, channels), sketch.Any(x.Type, channels)],
            sketch.Some(Epsilon),
            type: x.Type,
            shape: x.Shape
        );
    }

    private static string Layer(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        var axis = sketch.Chance(30) ? -1 : sketch.Random.Next(-rank, rank);
        int[] behind = x.Shape[((axis + rank) % rank)..];
        var attributes = sketch.Some(Epsilon, ("stash_type", [1]));
        attributes["axis"] = axis == -1 ? sketch.One<object?>(null, -1) : axis;
        var hasBias = schema.Inputs.Length > 2;
        var type = hasBias ? x.Type : sketch.Type(schema, 1);
        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Any(type, Elementwise.Broadcast(sketch, behind)),
                hasBias && sketch.Chance(60) ? sketch.Any(type, Elementwise.Broadcast(sketch, behind)) : string.Empty,
            ],
            attributes,
            hasBias ? sketch.One(1, 1, 2, 3) : 1,
            type,
            x.Shape
        );
    }

    private static string Group(Sketch sketch, OperatorSchema schema)
    {
        var (type, groups) = (sketch.Type(schema), sketch.Random.Next(1, 4));
        var channels = groups * sketch.Random.Next(1, 3);
        int[] scale = sketch.Opset < 21 ? [groups] : [channels];
        var attributes = sketch.Some(Epsilon, ("stash_type", [1]));
        attributes["num_groups"] = groups;
        return sketch.Node(
            schema,
            [sketch.Any(type, [2, channels, .. sketch.Shape(1, 2)]), sketch.Any(type, scale), sketch.Any(type, scale)],
            attributes,
            type: type
        );
    }

    private static string Local(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var attributes = sketch.Some(("alpha", [1e-4, 0.5, 1.0]), ("beta", [0.75, 0.5, 1.0]), ("bias", [1.0, 2.0]));
        attributes["size"] = sketch.One(1, 3, 5, 2, 4);
        return sketch.Node(
            schema,
            [sketch.Any(type, [1, sketch.Random.Next(1, 6), .. sketch.Shape(2, 2)])],
            attributes,
            type: type
        );
    }

    private static string MeanVariance(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 4);
        return sketch.Node(
            schema,
            [x.Name],
            sketch.Some(("axes", [new[] { 0, 2, 3 }, new[] { 1 }, new[] { -1, 0 }])),
            type: x.Type,
            shape: x.Shape
        );
    }

    private static string Loss(Sketch sketch, OperatorSchema schema)
    {
        var (type, whole) = (sketch.Type(schema), sketch.Type(schema, 1));
        var (classes, behind) = (sketch.Random.Next(1, 5), sketch.Shape(0, 2, mayBeEmpty: false));
        int[] shape = [sketch.Random.Next(1, 4), .. behind];
        var size = shape.Aggregate(1, (product, axis) => product * axis);
        var ignored = sketch.One<int?>(null, null, 0, -1, 5);
        double[] labels =
        [
            .. Enumerable
                .Range(0, size)
                .Select(_ => ignored is { } special && sketch.Chance(20) ? special : sketch.Random.Next(classes)),
        ];
        return sketch.Node(
            schema,
            [
                sketch.Any(type, [shape[0], classes, .. behind]),
                sketch.Given(whole, shape, labels),
                sketch.Chance(40) ? sketch.Any(type, [classes], Style.Positive) : string.Empty,
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["reduction"] = sketch.One<object?>(null, "none", "sum", "mean"),
                ["ignore_index"] = ignored,
            },
            schema.Name == "SoftmaxCrossEntropyLoss" ? sketch.One(1, 2) : 1,
            type
        );
    }
}
