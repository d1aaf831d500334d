namespace FunctionalNet;

/// <summary>y = e⁻ˣ / Σ e⁻ˣ along one axis: the smallest element has the largest share; the shape of the input.</summary>
/// <remarks>ONNX: Neg, Softmax. PyTorch: Softmin.</remarks>
/// <param name="Axis">The axis, counted from the end if negative.</param>
/// <example><code>Layer nearest = distance >> Softmin();</code></example>
public sealed partial record Softmin(int Axis = -1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softmin(Axis);
}
