namespace FunctionalNet.Lowering;

/// <summary>Removes axes of size 1: the given ones, or all. Before version 13 they were an attribute.</summary>
internal sealed class Squeeze : ILowering
{
    public static string Onnx => "Squeeze";

    public static WeightUse TrainableOperands => WeightUse.Form;

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
