namespace FunctionalNet.Lowering;

/// <summary>AveragePool, including axes that are smaller than the window.</summary>
internal sealed class AveragePoolNode : ILowering
{
    public static string Onnx => "AveragePool";

    public static IReadOnlyList<Expr> Lower(OnnxNode given)
    {
        var (node, window) = PoolingShapes.Of(given);
        return [PoolingShapes.Empty(node, window) ?? node.Known()];
    }
}
