namespace FunctionalNet.Lowering;

/// <summary>yᵢ = x₀ x₁ ... xᵢ along one axis: products over 2, 4, 8, ... elements, each of two of half the length.</summary>
internal sealed class CumProd : ILowering
{
    public static string Onnx => "CumProd";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node.Ints(1) is not [var given])
        {
            throw new FormatException("CumProd needs one constant axis.");
        }

        var x = node[0];
        var axis = x.Shape.Axis(given, Onnx);
        var size = x.Shape[axis].Size;
        var isReversed = node.Flag("reverse", false);
        var y = node.Flag("exclusive", false) ? Moved(x, axis, 1, isReversed) : x;
        for (var reach = 1; reach < size; reach *= 2)
        {
            y *= Moved(y, axis, reach, isReversed);
        }

        return [y];
    }

    // Elements shifted along the axis, with 1 at the start.
    private static Expr Moved(Expr x, int axis, int places, bool isReversed)
    {
        var (rank, size) = (x.Shape.Rank, x.Shape[axis].Size);
        var kept = Math.Max(0, size - places);
        var (before, after) = (new int[rank], new int[rank]);
        (isReversed ? after : before)[axis] = size - kept;
        return x.Narrow(axis, isReversed ? size - kept : 0, kept).Pad(before, after, value: 1);
    }
}
