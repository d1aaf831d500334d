namespace FunctionalNet;

/// <summary>y = ln(1 + eˣ); the shape of the input.</summary>
/// <remarks>ONNX: Softplus.</remarks>
public sealed record Softplus : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softplus();
}

/// <content>Softplus.</content>
public static partial class Net
{
    /// <summary>y = ln(1 + eˣ); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Softplus() >> Dense(10);</code></example>
    public static Layer Softplus() => new Softplus();
}
