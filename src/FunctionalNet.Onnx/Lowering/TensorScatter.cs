namespace FunctionalNet.Lowering;

/// <summary>
/// Writes an update into one axis of each sample of a cache, from an index on: past [batch, ...], indices [batch]. Circular caches wrap
/// around.
/// </summary>
internal sealed class TensorScatter : ILowering
{
    public static string Onnx => "TensorScatter";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (past, update) = (node[0], node[1]);
        var rank = past.Shape.Rank;
        var axis = past.Shape.Axis(node.Int32("axis", -2), Onnx);
        if (axis == 0 || update.Shape.Rank != rank || update.Shape[axis].Size > past.Shape[axis].Size)
        {
            throw new FormatException($"TensorScatter writes {update.Shape} into axis {axis} of {past.Shape}.");
        }

        var places = Reading.Counting(update.Shape[axis].Size).Along(axis, rank);
        if (node.Optional(2) is { } first)
        {
            places += first.Reshape([-1, .. Enumerable.Repeat(1, rank - 1)]);
        }

        if (node.OneOf("mode", "linear", "circular") == "circular")
        {
            places = places.Mod(Reading.Scalar(past.Shape[axis].Size, ElementType.Int64));
        }

        return [past.ScatterElements(places.Repeated(update), update, axis)];
    }
}
