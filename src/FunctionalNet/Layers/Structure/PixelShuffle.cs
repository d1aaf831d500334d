namespace FunctionalNet;

/// <summary>[batch, channels · scale², a, b] to [batch, channels, a · scale, b · scale]: moves channels to space.</summary>
/// <remarks>
/// ONNX: Reshape and Transpose, equal to DepthToSpace with mode "CRD". PyTorch: PixelShuffle. Shi and others, "Real-Time Single Image and
/// Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network", 2016.
/// </remarks>
/// <param name="Scale">The upscaling factor of both axes.</param>
/// <example><code>Layer larger = PixelShuffle(2); // [batch, 32, 14, 14] to [batch, 8, 28, 28]</code></example>
public sealed partial record PixelShuffle([Count] int Scale) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 4 || x.Shape[1].Size % checked(Scale * Scale) != 0)
        {
            throw new ShapeException(
                nameof(PixelShuffle),
                $"{x.Shape} has no channels for {Scale} x {Scale} places",
                "give [batch, channels, height, width] whose channels are a multiple of the square of the scale"
            );
        }

        var (channels, height, width) = (x.Shape[1].Size / (Scale * Scale), x.Shape[2].Size, x.Shape[3].Size);
        return x.Reshape(0, channels, Scale, Scale, height, width)
            .Transpose(0, 1, 4, 2, 5, 3)
            .Reshape(0, channels, checked(height * Scale), checked(width * Scale));
    }
}
