namespace FunctionalNet;

/// <summary>Affine map over the last axis: [..., in] to [..., units], y = x W + b.</summary>
/// <remarks>Parameters: <c>weight</c> [in, units], <c>bias</c> [units]. PyTorch's Linear has the weight transposed.</remarks>
/// <param name="Units">The size of the last axis of the output.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
/// <param name="Kernel">The initializer of the weight; Glorot uniform if absent.</param>
/// <example><code>Layer model = Dense(256) >> Relu() >> Dense(10);</code></example>
public sealed partial record Dense([Count] int Units, bool Bias = true, Initializer? Kernel = null) : Layer
{
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
