namespace FunctionalNet;

/// <summary>y = min(max(α x + β, 0), 1); the shape of the input.</summary>
/// <remarks>ONNX: HardSigmoid. The defaults are PyTorch's; Keras 2 has α = 0.2.</remarks>
/// <param name="Alpha">The slope.</param>
/// <param name="Beta">The value at 0.</param>
public sealed record HardSigmoid(double Alpha = 1.0 / 6, double Beta = 0.5) : Layer
{
    /// <summary>Gets the slope.</summary>
    public double Alpha { get; } = Ranges.Finite(Alpha);

    /// <summary>Gets the value at 0.</summary>
    public double Beta { get; } = Ranges.Finite(Beta);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.HardSigmoid(Alpha, Beta);
}

/// <content>HardSigmoid.</content>
public static partial class Net
{
    /// <summary>y = min(max(α x + β, 0), 1); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> HardSigmoid() >> Dense(10);</code></example>
    public static Layer HardSigmoid(double alpha = 1.0 / 6, double beta = 0.5) => new HardSigmoid(alpha, beta);
}
