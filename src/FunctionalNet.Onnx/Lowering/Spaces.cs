namespace FunctionalNet.Lowering;

/// <summary>The sizes of images whose channels become places, or places channels.</summary>
internal static class Spaces
{
    /// <summary>Channels, height and width of [n, c, h, w].</summary>
    /// <exception cref="FormatException">It is no image, or the blocks have no size.</exception>
    public static (int Channels, int Height, int Width) Of(string onnx, Expr x, int block) =>
        x.Shape.Rank == 4 && block is > 0 and < 1 << 15
            ? (x.Shape[1].Size, x.Shape[2].Size, x.Shape[3].Size)
            : throw new FormatException(
                $"{onnx} takes [n, c, h, w] and blocks of at least 1, but {x.Shape} and {block} came."
            );
}
