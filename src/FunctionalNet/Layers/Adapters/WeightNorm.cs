namespace FunctionalNet;

/// <summary>
/// Weight normalization: a layer whose matrices are a length and a direction per unit: w = g v / ‖v‖, with the norm over the inputs of the
/// unit. Shapes and paths are those of the layer.
/// </summary>
/// <remarks>
/// v has the path of the weight; g is <c>path/gain</c>, of size 1 in each axis that the norm is over. g starts at 1, as in Flax, whatever
/// the norm of v is. PyTorch's weight_norm starts g at ‖v‖, calls the two weight_g and weight_v, and has the axis of units first in its
/// matrices. Salimans and Kingma, "Weight Normalization", 2016.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Where">Which weights, by path; all that have inputs and outputs if absent.</param>
/// <example><code>Layer model = WeightNorm(Dense(64) >> Relu() >> Dense(10));</code></example>
public sealed partial record WeightNorm(Layer Inner, Func<string, bool>? Where = null) : Layer
{
    // The norm of a zero vector: positive in float32, too.
    private const double Least = 1e-36;

    /// <inheritdoc/>
    protected internal override string? Label => Inner.Label;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        return Reparametrization.Apply(nameof(WeightNorm), scope, Inner, x, Where, Normalized);
    }

    private static Expr Normalized(Scope scope, string path, Expr weight, AxisRoles roles)
    {
        var v = weight.Reshape(roles.View);
        var square = v.ReduceSumSquare(roles.Inputs, keepDims: true);
        var gain = scope.Beside(
            $"{path}/gain",
            square.Shape,
            new Ones(),
            AxisRoles.Each(square.Shape),
            mayBeFixed: true
        );
        return (v * (gain / square.Max(Least).Sqrt())).Reshape(weight.Shape);
    }
}
