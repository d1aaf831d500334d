namespace FunctionalNet;

/// <summary>y = x / max(‖x‖₂, ε) along one axis: vectors of length 1; the shape of the input.</summary>
/// <remarks>PyTorch: normalize. Keras: UnitNormalization. ONNX: its body.</remarks>
/// <param name="Axis">The axis, counted from the end if negative.</param>
/// <param name="Epsilon">The smallest norm to divide by.</param>
/// <example><code>Layer embedding = Dense(64) >> L2Normalize();</code></example>
public sealed partial record L2Normalize(int Axis = -1, [Positive] double Epsilon = 1e-12) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.L2Normalize(Axis, Epsilon);
}
