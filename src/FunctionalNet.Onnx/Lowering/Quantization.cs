namespace FunctionalNet.Lowering;

/// <summary>What the operators between numbers and their whole steps share: a scale and a zero, for all or along an axis.</summary>
internal static class Quantization
{
    /// <summary>Scale and zero so that they broadcast to x.</summary>
    /// <exception cref="FormatException">They are blocks.</exception>
    public static (Expr Scale, Expr Zero) Of(OnnxNode node)
    {
        var x = node[0];
        return (
            Aligned(node[1]),
            (node.Optional(2) is { } zero ? Aligned(zero) : Reading.Scalar(0, ElementType.Int64)).Cast(
                ElementType.Float
            )
        );

        Expr Aligned(Expr value) =>
            value.Shape.Rank switch
            {
                0 => value,
                1 when value.Shape[0] == 1 => value.Squeeze(0),
                1 => value.Along(x.Shape.Axis(node.Int32("axis", 1), node.Operator), x.Shape.Rank),
                _ => throw new Import.UnsupportedException(node.Operator, "it has a scale for each block"),
            };
    }
}
