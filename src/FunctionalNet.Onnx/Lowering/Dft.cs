namespace FunctionalNet.Lowering;

/// <summary>The discrete Fourier transform of one axis of [..., n, ..., 1 or 2], and its inverse.</summary>
internal sealed class Dft : ILowering
{
    public static string Onnx => "DFT";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var rank = x.Shape.Rank;

        // Before version 20 the axis was an attribute.
        var given = node.Version < 20 ? node.Int32("axis", 1) : (int)node.Number(2, -2);
        var axis = x.Shape.Axis(given, Onnx);
        if (axis == rank - 1)
        {
            throw new FormatException(
                $"DFT transforms axis {axis} of {x.Shape}, where real and imaginary parts stand."
            );
        }

        var (isInverse, isHalf) = (node.Flag("inverse", false), node.Flag("onesided", false));
        var size = x.Shape[axis].Size;
        var length = (int)node.Number(1, isInverse && isHalf ? 2 * (size - 1) : size);
        int[] order = [.. Enumerable.Range(0, rank - 1).Where(i => i != axis), axis, rank - 1];
        int[] back = [.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(order, i))];
        return [Fourier.Of(node, x.Permuted(order), length, isInverse, isHalf).Permuted(back)];
    }
}
