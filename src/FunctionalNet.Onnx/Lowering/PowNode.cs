namespace FunctionalNet.Lowering;

/// <summary>Pow; the exponent may have another type, the result has that of the base.</summary>
internal sealed class PowNode : ILowering
{
    public static string Onnx => "Pow";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, y) = (node[0], node[1]);
        return
        [
            x.Type.Element == y.Type.Element ? x.Pow(y)
            : x.IsFloat ? x.Pow(y.Cast(ElementType.Float))
            : x.Cast(ElementType.Float).Pow(y).Cast(x.Type.Element),
        ];
    }
}
