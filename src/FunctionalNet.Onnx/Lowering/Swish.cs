namespace FunctionalNet.Lowering;

/// <summary>x σ(α x).</summary>
internal sealed class Swish : ILowering
{
    public static string Onnx => "Swish";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, alpha) = (node[0], node.Real("alpha", 1));
        return [alpha.Equals(1) ? x.Silu() : x * (x * alpha).Sigmoid()];
    }
}
