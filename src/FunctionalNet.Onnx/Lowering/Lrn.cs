namespace FunctionalNet.Lowering;

/// <summary>x / (bias + α / size Σ x²)ᵝ, with the sum over neighbouring channels.</summary>
internal sealed class Lrn : ILowering
{
    public static string Onnx => "LRN";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var size = node.Int32("size", 0);
        var channels = x.Shape[1].Size;
        if (size < 1)
        {
            throw new FormatException($"LRN over {size} channels.");
        }

        // Neighbouring channels are added directly: a product with a band matrix would turn a more distant infinity into NaN.
        var before = (size - 1) / 2;
        var squares = x * x;
        var sums = squares;
        for (var step = -Math.Min(before, channels - 1); step <= Math.Min(size - 1 - before, channels - 1); step++)
        {
            if (step != 0)
            {
                var (start, end) = (new int[x.Shape.Rank], new int[x.Shape.Rank]);
                (start[1], end[1]) = (Math.Max(-step, 0), Math.Max(step, 0));
                sums += squares.Narrow(1, end[1], channels - Math.Abs(step)).Pad(start, end);
            }
        }

        var scale = (sums * (node.Real("alpha", 1e-4) / size)) + node.Real("bias", 1);
        return [x / scale.Pow(node.Real("beta", 0.75))];
    }
}
