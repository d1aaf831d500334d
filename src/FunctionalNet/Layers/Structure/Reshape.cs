namespace FunctionalNet;

/// <summary>[batch, ...] to [batch] and the axes of a shape, with the same elements in the same order.</summary>
/// <remarks>ONNX: Reshape. PyTorch: Unflatten, Flatten.</remarks>
/// <param name="Sample">The shape of one sample.</param>
public sealed partial record Reshape(Shape Sample) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank > 0
            ? x.Reshape(x.Shape[..1].Append(Sample))
            : throw new ShapeException(nameof(Reshape), "a scalar has no batch", "give [batch, ...]");
    }
}

/// <content>Reshape.</content>
public static partial class Net
{
    /// <summary>[batch, ...] to [batch] and these axes.</summary>
    /// <example><code>Layer images = Dense(784) >> Reshape(1, 28, 28);</code></example>
    public static Layer Reshape(params int[] sample) => new Reshape(Shape.Of(sample));
}
