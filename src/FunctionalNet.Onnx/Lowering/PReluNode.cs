namespace FunctionalNet.Lowering;

/// <summary>PRelu, also of integers; before version 7 a vector of slopes was per channel.</summary>
internal sealed class PReluNode : ILowering
{
    public static string Onnx => "PRelu";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, slope) = (node[0], node[1]);
        if (node.Version < 7 && slope.Shape is [{ Size: > 1 }] && x.Shape.Rank > 1)
        {
            return [x.PRelu(slope.Along(1, x.Shape.Rank))];
        }

        return [x.IsFloat ? node.Known() : (x < Reading.Scalar(0, ElementType.Int64)).Where(x * slope, x)];
    }
}
