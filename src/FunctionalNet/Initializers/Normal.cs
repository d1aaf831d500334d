namespace FunctionalNet;

/// <summary>Normally distributed with mean 0 and the given standard deviation.</summary>
/// <param name="Deviation">The standard deviation.</param>
/// <example><code>Dense(10, kernel: Normal(0.01))</code></example>
public sealed partial record Normal([NotNegative] double Deviation = 1) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        key.Normal(values);
        var scale = T.CreateTruncating(Deviation);
        foreach (ref var value in values)
        {
            value *= scale;
        }
    }
}
