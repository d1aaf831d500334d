namespace FunctionalNet;

/// <summary>y = eˣ / Σ eˣ over the last axis; the shape of the input.</summary>
/// <remarks>ONNX: Softmax. For training give the logits to <see cref="SoftmaxCrossEntropy"/> instead.</remarks>
/// <example><code>Layer classifier = model >> Softmax();</code></example>
public sealed partial record Softmax : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softmax();
}
