namespace FunctionalNet.Lowering;

/// <summary>1 at the first of the largest elements of a row, and 0 elsewhere.</summary>
internal sealed class Hardmax : ILowering
{
    public static string Onnx => "Hardmax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [Rows.Of(node, Hottest)];

    private static Expr Hottest(Expr x, int axis) =>
        x.ArgMax(axis)
            .Unsqueeze(axis)
            .Equal(Reading.Counting(x.Shape[axis].Size).Along(axis, x.Shape.Rank))
            .Cast(ElementType.Float);
}
