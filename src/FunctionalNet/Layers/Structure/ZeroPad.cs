namespace FunctionalNet;

/// <summary>
/// As many zeros before as behind each axis of space: those behind the channels, [batch, channels, ...], so both of an image; of [batch, n] the last one.
/// </summary>
/// <remarks>ONNX: Pad. Keras: ZeroPadding1D, 2D, 3D. PyTorch: ZeroPad2d.</remarks>
/// <param name="Around">The zeros on each side.</param>
public sealed partial record ZeroPad([Number] int Around) : Layer
{
    private const int Channels = 2;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank < Channels)
        {
            throw new ShapeException(nameof(ZeroPad), $"{x.Shape} has no axis of space", "give [batch, channels, ...]");
        }

        var others = Math.Min(Channels, x.Shape.Rank - 1);
        int[] places = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => axis < others ? 0 : Around)];
        return x.Pad(places, places);
    }
}

/// <content>ZeroPad.</content>
public static partial class Net
{
    /// <summary>Pads each axis of space with equally many zeros on both sides: both axes of images.</summary>
    /// <example><code>Layer framed = ZeroPad(2); // [batch, 3, 28, 28] to [batch, 3, 32, 32]</code></example>
    public static Layer ZeroPad(int around) => new ZeroPad(around);

    /// <summary>Pads the last axes with zeros, equally many on both sides; one number per axis.</summary>
    /// <example><code>Layer framed = ZeroPad(1, 2); // [batch, 3, 28, 28] to [batch, 3, 30, 32]</code></example>
    public static Layer ZeroPad(params int[] around) => Pad(around, around);
}
