namespace FunctionalNet;

/// <summary>y = x - ln Σ eˣ along one axis; the shape of the input.</summary>
/// <remarks>ONNX: LogSoftmax.</remarks>
/// <param name="Axis">The axis, counted from the end if negative; 1 is the channels of an image.</param>
/// <example><code>Layer classifier = model >> LogSoftmax();</code></example>
public sealed partial record LogSoftmax(int Axis = -1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LogSoftmax(Axis);
}
