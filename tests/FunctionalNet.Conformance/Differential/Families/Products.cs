using FunctionalNet.Schemas;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Matrix products.</summary>
internal static class Products
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [("MatMul", Product), ("Gemm", Gemm), ("Einsum", Einsum), ("Det", Det), ("MatMulInteger", Product)];

    private static string Product(Sketch sketch, OperatorSchema schema)
    {
        var (type, other) = (
            sketch.Type(schema),
            schema.Inputs[1].Variable == schema.Inputs[0].Variable ? default : sketch.Type(schema, 1)
        );
        var (m, k, n) = (
            sketch.Random.Next(1, 5),
            sketch.Random.Next(sketch.Chance(3) ? 0 : 1, 6),
            sketch.Random.Next(1, 5)
        );
        var batch = sketch.Shape(0, 2);
        int[] left = sketch.Chance(10) ? [k] : [.. Elementwise.Broadcast(sketch, batch), m, k];
        int[] right = sketch.Chance(10) ? [k] : [.. Elementwise.Broadcast(sketch, batch), k, n];
        return sketch.Node(
            schema,
            [sketch.Any(type, left), sketch.Any(other == default ? type : other, right)],
            type: type
        );
    }

    private static string Gemm(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var (m, k, n) = (sketch.Random.Next(1, 5), sketch.Random.Next(1, 6), sketch.Random.Next(1, 5));
        var (left, right) = (sketch.Chance(50), sketch.Chance(50));
        int[][] thirds =
            sketch.Opset < 7
                ?
                [
                    [m, n],
                ]
                :
                [
                    [m, n],
                    [n],
                    [1, n],
                    [m, 1],
                    [1],
                    [],
                    [1, 1],
                ];
        var c =
            schema.Inputs[2].Presence == Presence.Optional && sketch.Chance(30)
                ? string.Empty
                : sketch.Any(type, sketch.One(thirds));
        var attributes = sketch.Some(("alpha", [0.0, 0.5, -1.0, 1.0]), ("beta", [0.0, 0.5, -1.0, 1.0]));
        attributes["transA"] = left ? 1 : sketch.One<object?>(null, 0);
        attributes["transB"] = right ? 1 : sketch.One<object?>(null, 0);
        return sketch.Node(
            schema,
            [sketch.Any(type, left ? [k, m] : [m, k]), sketch.Any(type, right ? [n, k] : [k, n]), c],
            attributes,
            type: type,
            shape: [m, n]
        );
    }

    private static string Einsum(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var (equation, shapes) = sketch.One<(string, int[][])>(
            (
                "ij,jk->ik",
                [
                    [2, 3],
                    [3, 4],
                ]
            ),
            (
                "ij,jk",
                [
                    [2, 3],
                    [3, 4],
                ]
            ),
            (
                "bij,bjk->bik",
                [
                    [2, 2, 3],
                    [2, 3, 4],
                ]
            ),
            (
                "ii->i",
                [
                    [3, 3],
                ]
            ),
            (
                "ii",
                [
                    [3, 3],
                ]
            ),
            (
                "ij->ji",
                [
                    [2, 3],
                ]
            ),
            (
                "ij->",
                [
                    [2, 3],
                ]
            ),
            (
                "...ij,...jk->...ik",
                [
                    [2, 1, 2, 3],
                    [4, 3, 2],
                ]
            ),
            (
                "i,j->ij",
                [
                    [2],
                    [3],
                ]
            ),
            (
                "i,i",
                [
                    [4],
                    [4],
                ]
            ),
            (
                "bhwi,bhki->bhwk",
                [
                    [1, 2, 3, 2],
                    [1, 2, 2, 2],
                ]
            ),
            (
                " ij , jk , kl -> il ",
                [
                    [2, 3],
                    [3, 2],
                    [2, 2],
                ]
            ),
            (
                "ij,ij->i",
                [
                    [2, 3],
                    [2, 3],
                ]
            ),
            (
                "ij,ik->jk",
                [
                    [1, 3],
                    [4, 2],
                ]
            )
        );
        return sketch.Node(
            schema,
            [.. shapes.Select(shape => sketch.Any(type, shape))],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["equation"] = equation },
            type: type
        );
    }

    private static string Det(Sketch sketch, OperatorSchema schema)
    {
        var (type, n) = (sketch.Type(schema), sketch.Random.Next(1, 5));
        return sketch.Node(schema, [sketch.Any(type, [.. sketch.Shape(0, 2), n, n])], type: type);
    }
}
