namespace FunctionalNet.Lowering;

/// <summary>y = alpha A' B' + beta C, where A' and B' may be transposed; C broadcasts and may be absent.</summary>
internal sealed class Gemm : ILowering
{
    public static string Onnx => "Gemm";

    public static WeightUse TrainableOperands => WeightUse.At(0, 1, 2);

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (a, b) = (node[0], node[1]);
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2)
        {
            throw new FormatException($"Gemm takes matrices, but got {a.Shape} and {b.Shape}.");
        }

        var (transA, transB) = (node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        Expr product = new(new Ops.MatMulOp(transA, transB), a, b);
        var scaled = Scaled(product, node.Real("alpha", 1));
        var beta = node.Real("beta", 1);
        if (node.Optional(2) is { } bias && Broadcast.Of(Onnx, product.Shape, bias.Shape) != product.Shape)
        {
            throw new FormatException($"Gemm adds {bias.Shape} to {product.Shape}, which does not broadcast to it.");
        }

        // As in BLAS, an operand with factor 0 is not read: it may be infinite or NaN.
        return [node.Optional(2) is { } c && !beta.Equals(0) ? scaled + Scaled(c, beta) : scaled];
    }

    private static Expr Scaled(Expr x, double factor) => factor.Equals(1) ? x : x * factor;
}
