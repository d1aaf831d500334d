namespace FunctionalNet;

/// <summary>y = x above 0, else slope · x with a learned slope; the shape of the input.</summary>
/// <remarks>
/// ONNX: PRelu. Parameter: <c>weight</c>, [] for one slope, [k] for one for each place of the last axis. PyTorch's counts its
/// channels on axis 1.
/// </remarks>
/// <param name="Alpha">The slope at the start.</param>
/// <param name="Shared">Whether there is one slope for all elements.</param>
/// <example><code>Layer model = Dense(64) >> PRelu() >> Dense(10);</code></example>
public sealed partial record PRelu([Finite] double Alpha = 0.25, bool Shared = true) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var shape = Shared ? Shape.Scalar : x.Shape[^1..];
        return x.PRelu(scope.Parameter("weight", shape, new Uniform(Alpha, Alpha), AxisRoles.Each(shape)));
    }
}
