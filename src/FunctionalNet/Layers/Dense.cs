namespace FunctionalNet;

/// <summary>Affine map over the last axis: [..., in] to [..., units], y = x W + b.</summary>
/// <remarks>Parameters: <c>weight</c> [in, units], <c>bias</c> [units]. PyTorch's Linear keeps the weight transposed.</remarks>
/// <param name="Units">The size of the last axis of the output.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
/// <param name="Kernel">How the weight starts; Glorot's uniform distribution if absent.</param>
public sealed record Dense(int Units, bool Bias = true, Initializer? Kernel = null) : Layer
{
    /// <summary>Gets the size of the last axis of the output.</summary>
    public int Units { get; } =
        Units > 0
            ? Units
            : throw new ArgumentOutOfRangeException(nameof(Units), Units, "A dense layer has at least one unit.");

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank == 0)
        {
            throw new ShapeException(nameof(Dense), "a scalar has no last axis", "give at least a vector");
        }

        var weight = scope.Parameter("weight", new(x.Shape[^1], Units), Kernel ?? new GlorotUniform());
        var y = x.MatMul(weight);
        return Bias ? y + scope.Parameter("bias", new(Units), new Zeros()) : y;
    }
}

/// <content>Dense.</content>
public static partial class Net
{
    /// <summary>Affine map over the last axis: [..., in] to [..., units], y = x W + b.</summary>
    /// <example><code>Layer model = Dense(256) >> Relu() >> Dense(10);</code></example>
    /// <inheritdoc cref="FunctionalNet.Dense"/>
    public static Layer Dense(int units, bool bias = true, Initializer? kernel = null) =>
        new Dense(units, bias, kernel);
}
