namespace FunctionalNet.Lowering;

/// <summary>MaxPool of any numbers, and where in the whole tensor each largest element lies.</summary>
internal sealed class MaxPoolNode : ILowering
{
    public static string Onnx => "MaxPool";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0].Cast(ElementType.Float);
        var largest = (node with { Inputs = [x], Attributes = node.Attributes.Remove("storage_order") }).Known();
        var y = largest.Cast(node[0].Type.Element);
        return node.Outputs > 1 ? [y, PooledPlaces.Of(node, x, largest.Shape)] : [y];
    }
}
