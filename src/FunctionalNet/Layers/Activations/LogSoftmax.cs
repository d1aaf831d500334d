namespace FunctionalNet;

/// <summary>y = x - ln Σ eˣ over the last axis; the shape of the input.</summary>
/// <remarks>ONNX: LogSoftmax.</remarks>
/// <example><code>Layer classifier = model >> LogSoftmax();</code></example>
public sealed partial record LogSoftmax : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LogSoftmax();
}
