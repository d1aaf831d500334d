namespace FunctionalNet.Lowering;

/// <summary>The sizes of images whose channels become places, or places channels.</summary>
internal static class Spaces
{
    /// <summary>Channels, height and width of [n, c, h, w].</summary>
    /// <param name="onnx">Who asks.</param>
    /// <param name="x">The images.</param>
    /// <param name="block">The sides of a block.</param>
    /// <param name="axes">The axes that blocks divide, and into how many parts.</param>
    /// <exception cref="FormatException">It is no image, or blocks do not divide it.</exception>
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
                $"{onnx} takes [n, c, h, w] and blocks of at least 1, but {x.Shape} and {block} came."
            );
}
