namespace FunctionalNet.Lowering;

/// <summary>[n, c, h b, w b] to [n, c b², h, w].</summary>
internal sealed class SpaceToDepth : ILowering
{
    public static string Onnx => "SpaceToDepth";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var block = node.Int32("blocksize", 0);
        var (channels, height, width) = BlockSizes.Of(Onnx, x, block, (2, block), (3, block));
        return
        [
            x.Reshape(0, channels, height / block, block, width / block, block)
                .Transpose(0, 3, 5, 1, 2, 4)
                .Reshape(0, channels * block * block, height / block, width / block),
        ];
    }
}
