namespace FunctionalNet;

/// <summary>y = min(max(x, low), high); the shape of the input.</summary>
/// <remarks>ONNX: Clip.</remarks>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value.</param>
public sealed record HardTanh(double Low = -1, double High = 1) : Layer
{
    /// <summary>Gets the least value.</summary>
    public double Low { get; } = Ranges.Finite(Low);

    /// <summary>Gets the largest value.</summary>
    public double High { get; } = Ranges.NotBelow(Low, High);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.HardTanh(Low, High);
}

/// <content>HardTanh.</content>
public static partial class Net
{
    /// <summary>y = min(max(x, low), high); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> HardTanh() >> Dense(10);</code></example>
    public static Layer HardTanh(double low = -1, double high = 1) => new HardTanh(low, high);
}
