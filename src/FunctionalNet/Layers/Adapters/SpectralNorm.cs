namespace FunctionalNet;

/// <summary>
/// Spectral normalization: a layer whose matrices are divided by their largest singular value σ, so that none of them lengthens a vector: w
/// = W / σ. Shapes and paths are those of the layer.
/// </summary>
/// <remarks>
/// <para>
/// With W as [outputs, inputs], each step computes v = Wᵀu / ‖Wᵀu‖, u = W v / ‖W v‖ and σ = uᵀW v from the u of the previous step (power
/// iteration), which is stored in the slot <c>path/u</c> beside the weight and starts at random. No gradient flows through u and v. At
/// inference σ is computed from the last u, which is not updated.
/// </para>
/// Like PyTorch's spectral_norm, filters [out, in, ...] are read as [out, rest]; PyTorch also keeps the last v at inference. A weight that
/// holds several matrices has one σ for each. Miyato and others, "Spectral Normalization for Generative Adversarial Networks", 2018.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Iterations">The number of power iterations per step.</param>
/// <param name="Epsilon">The smallest norm that u and v are divided by.</param>
/// <param name="Where">Which weights, by path; all that have inputs and outputs if absent.</param>
/// <example><code>Layer critic = SpectralNorm(Dense(64) >> LeakyRelu(0.2) >> Dense(1));</code></example>
public sealed partial record SpectralNorm(
    Layer Inner,
    [Count] int Iterations = 1,
    [Positive] double Epsilon = 1e-12,
    Func<string, bool>? Where = null
) : Layer
{
    /// <inheritdoc/>
    protected internal override string? Label => Inner.Label;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        return Reparametrization.Apply(nameof(SpectralNorm), scope, Inner, x, Where, Normalized);
    }

    private Expr Normalized(Scope scope, string path, Expr weight, AxisRoles roles)
    {
        // [groups, outputs, inputs].
        var (groups, rows, columns) = roles.Matrices();
        var isInputFirst = rows.Any(roles.Inputs.Contains);
        var (outputs, inputs) = isInputFirst ? (columns, rows) : (rows, columns);
        var sorted = weight.Reshape(roles.View).Transpose([.. groups, .. outputs, .. inputs]);
        var matrix = sorted.Reshape(roles.Size(groups), roles.Size(outputs), roles.Size(inputs));

        var (slot, still) = (
            scope.SlotBeside($"{path}/u", matrix.Shape.With(2, 1), new Normal()),
            matrix.StopGradient()
        );
        var u = slot.StopGradient();
        var v = u;
        for (var i = 0; i < Iterations; i++)
        {
            v = Unit(still.Transpose().MatMul(u));
            u = Unit(still.MatMul(v));
        }

        scope.Next(slot, u);
        var sigma = (u * matrix.MatMul(v)).ReduceSum([1, 2]);
        Shape each = new([.. roles.View.Select((size, axis) => groups.Contains(axis) ? size : 1)]);
        return (weight.Reshape(roles.View) / sigma.Reshape(each)).Reshape(weight.Shape);
    }

    private Expr Unit(Expr vectors) => vectors / vectors.ReduceL2([1], keepDims: true).Max(Epsilon);
}
