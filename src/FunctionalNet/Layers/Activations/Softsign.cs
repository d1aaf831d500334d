namespace FunctionalNet;

/// <summary>y = x / (1 + |x|); the shape of the input.</summary>
/// <remarks>ONNX: Softsign.</remarks>
public sealed record Softsign : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softsign();
}

/// <content>Softsign.</content>
public static partial class Net
{
    /// <summary>y = x / (1 + |x|); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Softsign() >> Dense(10);</code></example>
    public static Layer Softsign() => new Softsign();
}
