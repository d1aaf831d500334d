namespace FunctionalNet.Lowering;

/// <summary>[n, c b², h, w] to [n, c, h b, w b]; the order of channels is block first (DCR) or channel first (CRD).</summary>
internal sealed class DepthToSpace : ILowering
{
    public static string Onnx => "DepthToSpace";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var block = node.Int32("blocksize", 0);
        var (channels, height, width) = BlockSizes.Of(Onnx, x, block, (1, (long)block * block));
        return
        [
            node.OneOf("mode", "DCR", "CRD") == "CRD"
                ? x.Reshape(0, channels / (block * block), block, block, height, width)
                    .Transpose(0, 1, 4, 2, 5, 3)
                    .Reshape(0, channels / (block * block), height * block, width * block)
                : x.Reshape(0, block, block, channels / (block * block), height, width)
                    .Transpose(0, 3, 4, 1, 5, 2)
                    .Reshape(0, channels / (block * block), height * block, width * block),
        ];
    }
}
