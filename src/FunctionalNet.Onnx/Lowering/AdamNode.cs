namespace FunctionalNet.Lowering;

/// <summary>v = α v + (1 - α) g, h = β h + (1 - β) g², x = x - r v / (√h + ε), with r bias-corrected.</summary>
internal sealed class AdamNode : ILowering
{
    public static string Onnx => "Adam";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (alpha, beta) = (node.Real("alpha", 0.9), node.Real("beta", 0.999));
        var (norm, after) = (node.Real("norm_coefficient", 0), node.Real("norm_coefficient_post", 0));
        var epsilon = node.Real("epsilon", 1e-6);
        var step = node[1].Cast(ElementType.Float);
        var mended =
            node[0]
            * (1 - Reading.Scalar(beta, ElementType.Float).Pow(step)).Sqrt()
            / (1 - Reading.Scalar(alpha, ElementType.Float).Pow(step));
        var rate = (step > 0).Where(mended, node[0]);
        return Updates.Of(
            node,
            2,
            (x, gradient, states) =>
            {
                var slope = (x * norm) + gradient;
                var first = (states[0] * alpha) + (slope * (1 - alpha));
                var second = (states[1] * beta) + (slope * slope * (1 - beta));
                var next = x - (rate * first / (second.Sqrt() + epsilon));
                return [next * (1 - after), first, second];
            }
        );
    }
}
