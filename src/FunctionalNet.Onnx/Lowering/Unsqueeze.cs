using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Inserts axes of size 1 at indices of the result. Before version 13 they were an attribute.</summary>
internal sealed class Unsqueeze : ILowering
{
    public static string Onnx => "Unsqueeze";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var axes = node.Axes(1) ?? throw new FormatException("Unsqueeze needs axes.");
        var rank = x.Shape.Rank + axes.Length;
        if (rank > GraphReader.MaxAxes)
        {
            throw new FormatException($"its value has {rank} axes; at most {GraphReader.MaxAxes} are supported");
        }

        int[] places = [.. axes.Select(axis => axis < 0 ? axis + rank : axis).Order()];
        return
        [
            places.Distinct().Count() == places.Length
                ? places.Aggregate(x, (y, axis) => y.Unsqueeze(axis))
                : throw new FormatException("Unsqueeze names an axis twice."),
        ];
    }
}
