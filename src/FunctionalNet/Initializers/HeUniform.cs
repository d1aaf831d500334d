namespace FunctionalNet;

/// <summary>Uniformly distributed within ±√(6 / in), for layers followed by Relu.</summary>
/// <remarks>He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.</remarks>
/// <example><code>Dense(256, kernel: HeUniform()) >> Relu()</code></example>
public sealed partial record HeUniform : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        key.Uniform(values);
        var bound = T.CreateTruncating(Math.Sqrt(6.0 / roles.Fans.In));
        foreach (ref var value in values)
        {
            value = ((value + value) - T.One) * bound;
        }
    }
}
