namespace FunctionalNet.Lowering;

/// <summary>The weight of each frequency of a transform in bands of equal width on the mel scale: [frequencies, bands].</summary>
internal sealed class MelWeightMatrix : ILowering
{
    private const int Max = 1 << 24;

    public static string Onnx => "MelWeightMatrix";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (bands, length) = (Whole(node, 0), Whole(node, 1));
        var rate = Whole(node, 2);
        var (low, high) = (Mel(node.Number(3, 0)), Mel(node.Number(4, 0)));
        var count = (length / 2) + 1;
        if ((long)bands * count > Max || rate < 1)
        {
            throw new FormatException($"MelWeightMatrix of {bands} bands and {count} frequencies at a rate of {rate}.");
        }

        int[] edges =
        [
            .. Enumerable
                .Range(0, bands + 2)
                .Select(i => Hertz(low + (i * (high - low) / (bands + 2))))
                .Select(frequency => (int)Math.Floor((length + 1.0) * frequency / rate)),
        ];
        if (edges.Any(edge => edge < 0 || edge >= count))
        {
            throw new FormatException($"MelWeightMatrix has bands beyond the {count} frequencies that there are.");
        }

        var weights = new double[bands * count];
        for (var band = 0; band < bands; band++)
        {
            var (start, middle, end) = (edges[band], edges[band + 1], edges[band + 2]);
            for (var i = start; i <= middle; i++)
            {
                weights[(i * bands) + band] = middle == start ? 1 : (double)(i - start) / (middle - start);
            }

            for (var i = middle; i < end; i++)
            {
                weights[(i * bands) + band] = (double)(end - i) / (end - middle);
            }
        }

        return
        [
            Ops.Constant(new Shape(count, bands), weights)
                .Cast(Import.TensorReader.Element(node.Int32("output_datatype", 1))),
        ];
    }

    private static int Whole(OnnxNode node, int input) =>
        node.Number(input, 0) is >= 1 and <= Max and var number
            ? (int)number
            : throw new FormatException($"MelWeightMatrix has {node.Number(input, 0)} as input {input}.");

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
