using System.Globalization;

namespace FunctionalNet.Lowering;

/// <summary>Resize before version 10: enlarges images by the nearest element or linearly, without a shift by half a pixel.</summary>
internal sealed class Upsample : ILowering
{
    public static string Onnx => "Upsample";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        // The first form had one scale for each side of an image.
        double[] scales =
        [
            .. node.Optional(1) is not null ? [.. node.Constants(1)!]
            : node.Attributes.GetValueOrDefault("scales") as double[] is { } given ? given
            : [1, 1, node.Real("height_scale", 0), node.Real("width_scale", 0)],
        ];
        return Array.TrueForAll(scales, scale => scale >= 1)
            ? [Resizing.Of(node[0], scales, null, Way(node))]
            : throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Upsample has the scales [{string.Join(", ", scales)}], and each is 1 or more."
                )
            );
    }

    /// <summary>The interpolation.</summary>
    public static Interpolation Way(OnnxNode node) => new(Mode(node), "asymmetric") { Rounding = Interpolation.Simple };

    private static string Mode(OnnxNode node) =>
        node.OneOf("mode", "nearest", "linear", "bilinear") == "bilinear" ? "linear" : node.Text("mode", "nearest");
}
