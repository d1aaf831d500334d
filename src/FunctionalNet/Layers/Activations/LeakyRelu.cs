namespace FunctionalNet;

/// <summary>y = x for x > 0, else α x; the shape of the input.</summary>
/// <remarks>ONNX: LeakyRelu.</remarks>
/// <param name="Alpha">The slope below 0.</param>
/// <example><code>Layer model = Dense(64) >> LeakyRelu() >> Dense(10);</code></example>
public sealed partial record LeakyRelu([Finite] double Alpha = 0.01) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LeakyRelu(Alpha);
}
