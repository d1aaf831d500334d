namespace FunctionalNet;

/// <summary>y = min(max(x, low), high); the shape of the input.</summary>
/// <remarks>ONNX: Clip.</remarks>
/// <param name="Low">The smallest output.</param>
/// <param name="High">The largest output.</param>
/// <example><code>Layer model = Dense(64) >> HardTanh() >> Dense(10);</code></example>
public sealed partial record HardTanh(double Low = -1, double High = 1) : Layer
{
    /// <summary>Gets the smallest output.</summary>
    public double Low
    {
        get;
        init => field = Ranges.NotAbove(High, value, nameof(Low));
    } = Ranges.Finite(Low);

    /// <summary>Gets the largest output.</summary>
    public double High
    {
        get;
        init => field = Ranges.NotBelow(Low, value, nameof(High));
    } = Ranges.NotBelow(Low, High);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.HardTanh(Low, High);
}
