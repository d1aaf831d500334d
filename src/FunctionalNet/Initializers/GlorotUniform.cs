namespace FunctionalNet;

/// <summary>
/// Uniformly distributed within ±√(6 / (in + out)), which approximately preserves the variance of activations and gradients.
/// </summary>
/// <remarks>Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
/// <example><code>Dense(10, kernel: GlorotUniform())</code></example>
public sealed partial record GlorotUniform : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var (fanIn, fanOut) = roles.Fans;
        key.Uniform(values);
        var bound = T.CreateTruncating(Math.Sqrt(6.0 / (fanIn + fanOut)));
        foreach (ref var value in values)
        {
            value = ((value + value) - T.One) * bound;
        }
    }
}
