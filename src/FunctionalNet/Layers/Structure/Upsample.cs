namespace FunctionalNet;

/// <summary>Nearest-neighbour upsampling: [batch, channels, a, b, ...] to [batch, channels, a · scale, b · scale, ...].</summary>
/// <remarks>ONNX: Reshape and Concat. PyTorch: Upsample with mode "nearest".</remarks>
/// <param name="Scale">The factor of each axis after the channels.</param>
/// <example><code>Layer larger = Upsample(2); // [batch, 8, 14, 14] to [batch, 8, 28, 28]</code></example>
public sealed partial record Upsample([Count] int Scale = 2) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        for (var axis = 2; axis < x.Shape.Rank; axis++)
        {
            // Concatenated copies: an Expand would fix the size of the batch.
            Expr[] copies = [.. Enumerable.Repeat(x.Unsqueeze(axis + 1), Scale)];
            x = Ops.Concat(axis + 1, copies).Reshape(x.Shape.With(axis, checked(x.Shape[axis].Size * Scale)));
        }

        return x;
    }
}
