namespace FunctionalNet;

/// <summary>
/// y = (x - mean) / √(variance + ε) · scale + bias over the last axes of each sample; the shape of the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> of the shape of those axes, if enabled. PyTorch's LayerNorm calls the scale weight and takes
/// the sizes of the axes. Ba, Kiros and Hinton, "Layer Normalization", 2016.
/// </remarks>
/// <param name="Axes">The number of axes normalized together, counted from the last.</param>
/// <param name="Bias">Whether to add a bias, initially 0.</param>
/// <param name="Epsilon">The constant added to the variance under the root.</param>
/// <param name="Scale">Whether to multiply by a scale, initially 1.</param>
/// <example><code>Layer model = Dense(64) >> LayerNorm() >> Relu();</code></example>
public sealed partial record LayerNorm(
    [Count] int Axes = 1,
    bool Bias = true,
    [NotNegative] double Epsilon = 1e-5,
    bool Scale = true
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var shape = x.Shape[x.Shape.Axis(-Axes, nameof(LayerNorm))..];
        var each = AxisRoles.Each(shape);
        var scale = Scale ? scope.Parameter("scale", shape, new Ones(), each) : null;
        var bias = Bias ? scope.Parameter("bias", shape, new Zeros(), each) : null;
        return scale is null && bias is not null
            ? x.LayerNormalization(axis: -Axes, epsilon: Epsilon) + bias
            : x.LayerNormalization(scale, bias, -Axes, Epsilon);
    }
}
