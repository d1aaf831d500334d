namespace FunctionalNet.Lowering;

/// <summary>[a, b, c, d] to [a b, c d], split at an axis.</summary>
internal sealed class FlattenNode : ILowering
{
    public static string Onnx => "Flatten";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var axis = node.Int32("axis", 1);
        var cut = axis == x.Shape.Rank ? axis : x.Shape.Axis(axis, Onnx);
        return [At(x, cut)];
    }

    /// <summary>x as a matrix, split before an axis.</summary>
    public static Expr At(Expr x, int cut) =>
        // For an empty tensor the other size cannot be inferred by division.
        x.Shape.IsKnown
        && x.Shape.Size == 0
            ? x.Reshape(new Shape(x.Shape[..cut].Size, x.Shape[cut..].Size))
        : cut == 1 ? x.Reshape(0, -1)
        : x.Shape[..cut].IsKnown ? x.Reshape(x.Shape[..cut].Size, -1)
        : x.Reshape(-1, x.Shape[cut..].Size);
}
