namespace FunctionalNet.Lowering;

/// <summary>x moved towards 0 by a bias where |x| > λ, and 0 elsewhere; integers are rounded towards 0.</summary>
internal sealed class Shrink : ILowering
{
    public static string Onnx => "Shrink";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (bias, bound) = (node.Real("bias", 0), node.Real("lambd", 0.5));
        return [node[0].InNumbers(x => (x < -bound).Where(x + bias, (x > bound).Where(x - bias, 0)))];
    }
}
