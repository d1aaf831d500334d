namespace FunctionalNet;

/// <summary>
/// yₖ = aᵀ Wₖ b + cₖ of two vectors that are concatenated on the last axis, a before b: [..., left + right] to [..., units].
/// </summary>
/// <remarks>
/// Parameters: <c>weight</c> [units, left, right] and <c>bias</c> [units]. PyTorch: Bilinear, which has two inputs, as
/// <see cref="Apply(Scope, Expr, Expr)"/> has. ONNX: MatMul, Mul, ReduceSum.
/// </remarks>
/// <param name="Units">The size of the output.</param>
/// <param name="Left">The size of a, the first vector.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
/// <param name="Weight">The initializer of the weights; Glorot uniform if absent.</param>
/// <example><code>Layer relation = Bilinear(units: 8, left: 32) >> Tanh(); // of [batch, 32 + 48]</code></example>
public sealed partial record Bilinear([Count] int Units, [Count] int Left, bool Bias = true, Initializer? Weight = null)
    : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank > 0 && x.Shape[^1].Size > Left
            ? Apply(scope, x.Narrow(-1, 0, Left), x.Narrow(-1, Left, x.Shape[^1].Size - Left))
            : throw new ShapeException(
                nameof(Bilinear),
                $"the last axis of {x.Shape} has no elements after the first {Left}",
                "give both vectors side by side: [..., left + right]"
            );
    }

    /// <summary>The same for two inputs, [..., left] and [..., right], to [..., units].</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="a">[..., left].</param>
    /// <param name="b">[..., right].</param>
    /// <exception cref="ShapeException">The first input has another size, or they do not broadcast.</exception>
    public Expr Apply(Scope scope, Expr a, Expr b)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank == 0 || a.Shape[^1] != Left || b.Shape.Rank == 0)
        {
            throw new ShapeException(
                nameof(Bilinear),
                $"the inputs are {a.Shape} and {b.Shape}",
                $"give [..., {Left}] and [..., right]"
            );
        }

        var right = b.Shape[^1].Size;
        Shape shape = new(Units, Left, right);
        var roles = new AxisRoles(shape, AxisRole.Output, AxisRole.Input, AxisRole.Input);
        var weight = scope.Parameter("weight", shape, Weight ?? new GlorotUniform(), roles);

        // [..., right] to [..., units, left], whose rows are multiplied by a.
        var rows = b.MatMul(weight.Reshape(checked(Units * Left), right).Transpose());
        var turned = rows.Reshape([.. Enumerable.Repeat(0, b.Shape.Rank - 1), Units, Left]);
        var y = (turned * a.Unsqueeze(-2)).ReduceSum([-1]);
        return Bias ? y + scope.Parameter("bias", new(Units), new Zeros()) : y;
    }
}
