namespace FunctionalNet;

/// <summary>Normally distributed with mean 0 and the given standard deviation.</summary>
/// <param name="Deviation">The standard deviation.</param>
public sealed record Normal(double Deviation = 1) : Initializer
{
    /// <summary>Gets the standard deviation.</summary>
    public double Deviation { get; } = Ranges.NotNegative(Deviation);

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

/// <content>Normal.</content>
public static partial class Net
{
    /// <summary>Normally distributed with mean 0 and the given standard deviation.</summary>
    /// <example><code>Dense(10, kernel: Normal(0.01))</code></example>
    public static Initializer Normal(double deviation = 1) => new Normal(deviation);
}
