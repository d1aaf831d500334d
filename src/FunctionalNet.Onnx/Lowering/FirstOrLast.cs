namespace FunctionalNet.Lowering;

/// <summary>The index of the maximum or minimum along an axis: the first or the last of equal elements.</summary>
internal static class FirstOrLast
{
    /// <summary>The result of an ArgMax or ArgMin.</summary>
    public static IReadOnlyList<Expr> Place(OnnxNode node)
    {
        if (!node.Flag("select_last_index", false))
        {
            return [node.Known()];
        }

        // The last is the first of the reversed axis.
        var x = node[0];
        var axis = x.Shape.Axis(node.Int32("axis", 0), node.Operator);
        var last = x.Shape[axis].Size - 1;
        var place = (node.With("select_last_index", 0L) with { Inputs = [x.Narrow(axis, last, last + 1, -1)] }).Known();
        return [Reading.Scalar(last, ElementType.Int64) - place];
    }
}
