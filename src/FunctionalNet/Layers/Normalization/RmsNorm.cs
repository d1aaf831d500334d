namespace FunctionalNet;

/// <summary>y = x / √(mean(x²) + ε) · scale over the last axes of each sample; the shape of the input.</summary>
/// <remarks>
/// Parameter: <c>scale</c> of the shape of those axes, if enabled. PyTorch's RMSNorm uses the machine epsilon of the number type by
/// default. Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
/// </remarks>
/// <param name="Axes">The number of axes normalized together, counted from the last.</param>
/// <param name="Epsilon">The constant added to the mean square under the root.</param>
/// <param name="Scale">Whether to multiply by a scale, initially 1.</param>
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
