namespace FunctionalNet;

/// <summary>y = x above 0, else α (e^(x/α) - 1); the shape of the input.</summary>
/// <remarks>ONNX: its body.</remarks>
/// <param name="Alpha">The limit below is -α.</param>
public sealed record Celu(double Alpha = 1) : Layer
{
    /// <summary>Gets the limit below is -α.</summary>
    public double Alpha { get; } = Ranges.Positive(Alpha);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Celu(Alpha);
}

/// <content>Celu.</content>
public static partial class Net
{
    /// <summary>y = x above 0, else α (e^(x/α) - 1); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Celu() >> Dense(10);</code></example>
    public static Layer Celu(double alpha = 1) => new Celu(alpha);
}
