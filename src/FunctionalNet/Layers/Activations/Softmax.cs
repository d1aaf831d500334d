namespace FunctionalNet;

/// <summary>y = eˣ / Σ eˣ along one axis; the shape of the input.</summary>
/// <remarks>ONNX: Softmax. For training pass the logits to <see cref="SoftmaxCrossEntropy"/> instead.</remarks>
/// <param name="Axis">The axis, counted from the end if negative; 1 is the channels of an image.</param>
/// <example><code>Layer classifier = model >> Softmax();</code></example>
public sealed partial record Softmax(int Axis = -1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softmax(Axis);
}
