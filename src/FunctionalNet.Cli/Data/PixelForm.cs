using System.Text.Json.Nodes;
using FunctionalNet.Web;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>The format of a model's image input: as its file records it, or inferred from its shape.</summary>
/// <param name="Channels">1 for grey, 3 for colors.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of pixels in a row.</param>
/// <param name="Low">The value of black.</param>
/// <param name="High">The value of white.</param>
/// <param name="IsChannelsLast">Whether the order is [height, width, channels].</param>
internal sealed record PixelForm(int Channels, int Height, int Width, double Low, double High, bool IsChannelsLast)
{
    private const float White = 255;

    /// <summary>The format of a model's input.</summary>
    public static Either<Error, PixelForm> Of(OnnxPredictor model) =>
        model.Inputs is not [{ Type: { Element: ElementType.Float, Shape: { Rank: > 0 } shape } } input]
        || !shape[1..].IsKnown
            ? Error.New($"the model takes {string.Join(", ", model.Inputs)}, and no images")
            : InputForms
                .Of(
                    model.Metadata.GetValueOrDefault(InputForm.MetadataKey),
                    "float",
                    [.. shape[1..].Sizes().Select(size => (int?)size)],
                    model.Labels,
                    model.Metadata
                )
                .Bind(form => Of(form, input));

    /// <summary>Converts an image [channels, height, width] of bytes to this format: its size, order and range.</summary>
    public Tensor<float> Fit(Tensor<float> image)
    {
        var sized = image.WithChannels(Channels);
        sized = sized.Shape[1] == Height && sized.Shape[2] == Width ? sized : sized.Resize(Height, Width);
        var (fitted, plane) = (new float[sized.Length], Height * Width);
        for (var i = 0; i < fitted.Length; i++)
        {
            var at = IsChannelsLast ? ((i % plane) * Channels) + (i / plane) : i;
            fitted[at] = (float)(Low + (sized.Span[i] / White * (High - Low)));
        }

        return Tensor.Vector(fitted);
    }

    private static Either<Error, PixelForm> Of(JsonObject form, OnnxValue input) =>
        (string?)form["kind"] is "drawing" or "picture"
            ? new PixelForm(
                (int)form["channels"]!,
                (int)form["height"]!,
                (int)form["width"]!,
                (double)form["low"]!,
                (double)form["high"]!,
                (bool?)form["isChannelsLast"] ?? false
            )
            : Error.New($"the model takes {input}, and no images");
}
