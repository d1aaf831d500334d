namespace FunctionalNet.Lowering;

/// <summary>Without axes of 1: those that are named, or all. Before version 13 an attribute named them.</summary>
internal sealed class Squeeze : ILowering
{
    public static string Onnx => "Squeeze";

    public static WeightUse Learns => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        int[] axes =
        [
            .. node.Axes(1)?.Select(axis => x.Shape.Axis(axis, Onnx))
                ?? Enumerable.Range(0, x.Shape.Rank).Where(axis => x.Shape[axis] == 1),
        ];
        return [axes.Distinct().OrderDescending().Aggregate(x, (y, axis) => y.Squeeze(axis))];
    }
}
