namespace FunctionalNet;

/// <summary>
/// Normally distributed with variance 2 / (in + out), which approximately preserves the variance of activations and gradients.
/// </summary>
/// <remarks>Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
/// <example><code>Dense(10, kernel: GlorotNormal())</code></example>
public sealed partial record GlorotNormal : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var (fanIn, fanOut) = roles.Fans;
        key.Normal(values);
        var scale = T.CreateTruncating(Math.Sqrt(2.0 / (fanIn + fanOut)));
        foreach (ref var value in values)
        {
            value *= scale;
        }
    }
}
