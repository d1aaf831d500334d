namespace FunctionalNet.Lowering;

/// <summary>v = α v + β g, x = x - r v, or x - r (g + α v) with Nesterov momentum; β is 1 in the first step.</summary>
internal sealed class MomentumNode : ILowering
{
    public static string Onnx => "Momentum";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (alpha, beta) = (node.Real("alpha", 0), node.Real("beta", 1));
        var norm = node.Real("norm_coefficient", 0);
        var isNesterov = node.OneOf("mode", "standard", "nesterov") == "nesterov";
        var share = (node[1].Cast(ElementType.Float) > 0).Where(beta, 1);
        return Updates.Of(
            node,
            1,
            (x, gradient, states) =>
            {
                var slope = (x * norm) + gradient;
                var velocity = (states[0] * alpha) + (slope * share);
                return [x - (node[0] * (isNesterov ? slope + (velocity * alpha) : velocity)), velocity];
            }
        );
    }
}
