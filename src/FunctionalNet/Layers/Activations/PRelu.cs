namespace FunctionalNet;

/// <summary>y = x above 0, else slope · x with a learned slope; the shape of the input.</summary>
/// <remarks>
/// ONNX: PRelu. Parameter: <c>weight</c>, [] for one slope, [k] for one for each place of the last axis. PyTorch's counts its
/// channels on axis 1.
/// </remarks>
/// <param name="Alpha">The slope at the start.</param>
/// <param name="IsShared">Whether there is one slope for all elements.</param>
public sealed record PRelu(double Alpha = 0.25, bool IsShared = true) : Layer
{
    /// <summary>Gets the slope at the start.</summary>
    public double Alpha { get; } = Ranges.Finite(Alpha);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var shape = IsShared ? Shape.Scalar : x.Shape[^1..];
        return x.PRelu(scope.Parameter("weight", shape, new Uniform(Alpha, Alpha), AxisRoles.Each(shape)));
    }
}

/// <content>PRelu.</content>
public static partial class Net
{
    /// <summary>y = x above 0, else slope · x with a learned slope; the shape of the input.</summary>
    /// <param name="alpha">The slope at the start.</param>
    /// <param name="shared">Whether there is one slope for all elements, or one for each place of the last axis.</param>
    /// <example><code>Layer model = Dense(64) >> PRelu() >> Dense(10);</code></example>
    public static Layer PRelu(double alpha = 0.25, bool shared = true) => new PRelu(alpha, shared);
}
