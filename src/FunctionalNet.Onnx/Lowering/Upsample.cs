namespace FunctionalNet.Lowering;

/// <summary>Resize before version 10: larger images, by the nearest place or linearly, without a shift by half a pixel.</summary>
internal sealed class Upsample : ILowering
{
    public static string Onnx => "Upsample";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        double[] scales =
        [
            .. node.Optional(1) is not null ? [.. node.Constants(1)!]
            : node.Attributes.GetValueOrDefault("scales") as double[] is { } given ? given
            : throw new FormatException("Upsample needs scales."),
        ];
        return [Resizing.Of(node[0], scales, null, Way(node))];
    }

    /// <summary>How it interpolates.</summary>
    public static Interpolation Way(OnnxNode node) =>
        new(node.Text("mode", "nearest"), "asymmetric") { Rounding = "floor" };
}
