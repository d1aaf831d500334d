namespace FunctionalNet;

/// <summary>
/// Normally distributed with variance 1 / in, which approximately preserves the variance of activations; for layers followed by Tanh or
/// Selu.
/// </summary>
/// <remarks>LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998. JAX draws from a truncated distribution of the same variance.</remarks>
/// <example><code>Dense(256, kernel: LeCunNormal()) >> Tanh()</code></example>
public sealed partial record LeCunNormal : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        key.Normal(values);
        var scale = T.CreateTruncating(Math.Sqrt(1.0 / roles.Fans.In));
        foreach (ref var value in values)
        {
            value *= scale;
        }
    }
}
