namespace FunctionalNet;

/// <summary>y = x above 0, else α (eˣ - 1); the shape of the input.</summary>
/// <remarks>ONNX: Elu.</remarks>
/// <param name="Alpha">The limit below is -α.</param>
public sealed record Elu(double Alpha = 1) : Layer
{
    /// <summary>Gets the limit below is -α.</summary>
    public double Alpha { get; } = Ranges.Finite(Alpha);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Elu(Alpha);
}

/// <content>Elu.</content>
public static partial class Net
{
    /// <summary>y = x above 0, else α (eˣ - 1); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Elu() >> Dense(10);</code></example>
    public static Layer Elu(double alpha = 1) => new Elu(alpha);
}
