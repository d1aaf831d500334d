namespace FunctionalNet.Lowering;

/// <summary>The sizes for moving blocks of space into channels, or back.</summary>
internal static class BlockSizes
{
    /// <summary>Channels, height and width of [n, c, h, w].</summary>
    /// <param name="onnx">The operator, for errors.</param>
    /// <param name="x">The images.</param>
    /// <param name="block">The side of a block.</param>
    /// <param name="axes">The axes that blocks divide, and their divisors.</param>
    /// <exception cref="FormatException">It is not an image, or blocks do not divide it.</exception>
    public static (int Channels, int Height, int Width) Of(
        string onnx,
        Expr x,
        int block,
        params ReadOnlySpan<(int Axis, long Parts)> axes
    )
    {
        var sizes = Of(onnx, x, block);
        foreach (var (axis, parts) in axes)
        {
            if (x.Shape[axis].Size % parts != 0)
            {
                throw new FormatException(
                    $"{onnx} in blocks of {block} divides axis {axis} of {x.Shape} by {parts}, which does not go."
                );
            }
        }

        return sizes;
    }

    private static (int Channels, int Height, int Width) Of(string onnx, Expr x, int block) =>
        x.Shape.Rank == 4 && block is > 0 and < 1 << 15
            ? (x.Shape[1].Size, x.Shape[2].Size, x.Shape[3].Size)
            : throw new FormatException(
                $"{onnx} takes [n, c, h, w] and blocks of at least 1, but got {x.Shape} and {block}."
            );
}
