namespace FunctionalNet;

/// <summary>y = x / √(mean(x²) + ε) · scale over the last axes of each sample; the shape of the input.</summary>
/// <remarks>
/// Parameter: <c>scale</c> of the shape of those axes, if it is wanted. PyTorch's RMSNorm takes the smallest step of the number type for ε unless told.
/// Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
/// </remarks>
/// <param name="Axes">How many axes are normalized together, counted from the last.</param>
/// <param name="Epsilon">What is added to the mean square, inside of the root.</param>
/// <param name="Scale">Whether to multiply by a scale, which starts at 1.</param>
/// <example><code>Layer model = Dense(64) >> RmsNorm() >> Relu();</code></example>
public sealed partial record RmsNorm([Count] int Axes = 1, [NotNegative] double Epsilon = 1e-5, bool Scale = true)
    : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var shape = x.Shape[x.Shape.Axis(-Axes, nameof(RmsNorm))..];
        var scale = Scale ? scope.Parameter("scale", shape, new Ones(), AxisRoles.Each(shape)) : null;
        return x.RmsNormalization(scale, -Axes, Epsilon);
    }
}
