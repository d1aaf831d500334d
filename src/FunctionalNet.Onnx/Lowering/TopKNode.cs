namespace FunctionalNet.Lowering;

/// <summary>The largest or smallest elements of an axis, and their indices.</summary>
internal sealed class TopKNode : ILowering
{
    public static string Onnx => "TopK";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var places = node.Known();
        return [node[0].GatherElements(places, node[0].Shape.Axis(node.Int32("axis", -1), Onnx)), places];
    }
}
