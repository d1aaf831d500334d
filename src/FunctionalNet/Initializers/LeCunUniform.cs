namespace FunctionalNet;

/// <summary>
/// Uniformly distributed within ±√(3 / in), which approximately preserves the variance of activations; for layers followed by Tanh or Selu.
/// </summary>
/// <remarks>LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.</remarks>
/// <example><code>Dense(256, kernel: LeCunUniform()) >> Tanh()</code></example>
public sealed partial record LeCunUniform : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        key.Uniform(values);
        var bound = T.CreateTruncating(Math.Sqrt(3.0 / roles.Fans.In));
        foreach (ref var value in values)
        {
            value = ((value + value) - T.One) * bound;
        }
    }
}
