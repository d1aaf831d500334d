namespace FunctionalNet;

/// <summary>ONNX's (NumPy's) broadcasting: axes are aligned at the last one, and axes of size 1 are expanded.</summary>
internal static class Broadcast
{
    /// <summary>The shape to which two operands broadcast.</summary>
    public static Shape Of(string rule, Shape x, Shape y)
    {
        var rank = Math.Max(x.Rank, y.Rank);
        var dims = new Dim[rank];
        for (var i = 1; i <= rank; i++)
        {
            Dim a = i <= x.Rank ? x[x.Rank - i] : 1;
            Dim b = i <= y.Rank ? y[y.Rank - i] : 1;
            dims[rank - i] =
                a == b || b == 1 ? a
                : a == 1 ? b
                : throw new ShapeException(
                    rule,
                    $"{x} and {y} do not broadcast: axis {-i} is {a} and {b}",
                    $"make axis {-i} equal on both sides or 1 on one of them, for instance by Reshape or Transpose"
                );
        }

        return new Shape(dims);
    }
}
