namespace FunctionalNet;

/// <summary>y = x - ln Σ eˣ over the last axis; the shape of the input.</summary>
/// <remarks>ONNX: LogSoftmax.</remarks>
public sealed record LogSoftmax : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LogSoftmax();
}

/// <content>LogSoftmax.</content>
public static partial class Net
{
    /// <summary>y = x - ln Σ eˣ over the last axis; the shape of the input.</summary>
    /// <example><code>Layer classifier = model >> LogSoftmax();</code></example>
    public static Layer LogSoftmax() => new LogSoftmax();
}
