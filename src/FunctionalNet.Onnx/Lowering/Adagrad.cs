namespace FunctionalNet.Lowering;

/// <summary>h = h + g², x = x - r g / (√h + ε), with r decayed by the count and g with the gradient of the norm penalty.</summary>
internal sealed class Adagrad : ILowering
{
    public static string Onnx => "Adagrad";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var rate = node[0] / (1 + (node[1].Cast(ElementType.Float) * node.Real("decay_factor", 0)));
        var (norm, epsilon) = (node.Real("norm_coefficient", 0), node.Real("epsilon", 1e-6));
        return Updates.Of(
            node,
            1,
            (x, gradient, states) =>
            {
                var slope = (x * norm) + gradient;
                var squares = states[0] + (slope * slope);
                return [x - (rate * slope / (squares.Sqrt() + epsilon)), squares];
            }
        );
    }
}
