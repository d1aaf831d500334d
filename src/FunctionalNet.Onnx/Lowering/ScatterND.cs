namespace FunctionalNet.Lowering;

/// <summary>x with slices replaced, or added to, by indices into several axes.</summary>
internal sealed class ScatterND : ILowering
{
    public static string Onnx => "ScatterND";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, indices, updates) = (node[0], node[1], node[2]);
        var places = new FlatIndices(Onnx, x, indices, 0);
        var inner = x.Shape[places.Axes..].Size;
        var count = places.Flat.Shape.Size;
        var flat = x.Reshape(new Shape(places.Rows, inner));
        return
        [
            ScatterElementsNode
                .Lower(
                    node with
                    {
                        Operator = ScatterElementsNode.Onnx,
                        Inputs =
                        [
                            flat,
                            places.Flat.Reshape(new Shape(count, 1)).Expand(new Shape(count, inner)),
                            updates.Reshape(new Shape(count, inner)),
                        ],
                    }
                )[0]
                .Reshape(x.Shape),
        ];
    }
}
