namespace FunctionalNet;

/// <summary>y = x above 0, else α x; the shape of the input.</summary>
/// <remarks>ONNX: LeakyRelu.</remarks>
/// <param name="Alpha">The slope below 0.</param>
public sealed record LeakyRelu(double Alpha = 0.01) : Layer
{
    /// <summary>Gets the slope below 0.</summary>
    public double Alpha { get; } = Ranges.Finite(Alpha);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LeakyRelu(Alpha);
}

/// <content>LeakyRelu.</content>
public static partial class Net
{
    /// <summary>y = x above 0, else α x; the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> LeakyRelu() >> Dense(10);</code></example>
    public static Layer LeakyRelu(double alpha = 0.01) => new LeakyRelu(alpha);
}
