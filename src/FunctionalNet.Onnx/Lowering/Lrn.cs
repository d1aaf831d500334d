namespace FunctionalNet.Lowering;

/// <summary>x / (bias + α / size Σ x²)ᵝ, the sum over the channels around.</summary>
internal sealed class Lrn : ILowering
{
    public static string Onnx => "LRN";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var size = node.Int32("size", 0);
        var channels = x.Shape[1].Size;
        var before = (size - 1) / 2;
        if (size < 1 || size > 2 * channels)
        {
            size = size < 1 ? throw new FormatException($"LRN over {size} channels.") : size;
        }

        // Which channels add up for each is a matrix of ones in a band.
        var band = new double[channels * channels];
        for (var to = 0; to < channels; to++)
        {
            for (var from = Math.Max(0, to - before); from <= Math.Min(channels - 1L, to - before + size - 1L); from++)
            {
                band[(to * channels) + from] = 1;
            }
        }

        var squares = (x * x).Reshape(0, channels, -1);
        var sums = Ops.Constant(new Shape(channels, channels), band).MatMul(squares).Reshape(x.Shape);
        var scale = (sums * (node.Real("alpha", 1e-4) / size)) + node.Real("bias", 1);
        return [x / scale.Pow(node.Real("beta", 0.75))];
    }
}
