namespace FunctionalNet;

/// <summary>Uniformly distributed between two bounds.</summary>
/// <param name="Low">The lower bound, included.</param>
/// <param name="High">The upper bound, excluded.</param>
/// <example><code>Dense(10, kernel: Uniform(-0.1, 0.1))</code></example>
public sealed partial record Uniform(double Low = 0, double High = 1) : Initializer
{
    /// <summary>Gets the lower bound, included.</summary>
    public double Low
    {
        get;
        init => field = Ranges.NotAbove(High, value, nameof(Low));
    } = Ranges.Finite(Low);

    /// <summary>Gets the upper bound, excluded.</summary>
    public double High
    {
        get;
        init => field = Ranges.NotBelow(Low, value, nameof(High));
    } = Ranges.NotBelow(Low, High);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => FillFrom(0, key, values);

    internal override bool FillFrom<T>(int block, Key key, Span<T> values)
    {
        key.Uniform(values, block);
        var (low, range) = (T.CreateTruncating(Low), T.CreateTruncating(High - Low));
        foreach (ref var value in values)
        {
            value = low + (value * range);
        }

        return true;
    }
}
