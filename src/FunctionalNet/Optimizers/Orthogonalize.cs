using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Approximately orthogonalizes each matrix, so that its singular values are near 1, by Newton-Schulz iterations of X = G / ‖G‖: X = a X +
/// b A X + c A² X with A = X Xᵀ; then u = X √max(1, out / in).
/// </summary>
/// <remarks>
/// Jordan and others, "Muon: An optimizer for hidden layers in neural networks", 2024, whose a, b, c = 3.4445, -4.7750, 2.0315 bring
/// singular values between 0.7 and 1.2 in 5 iterations rather than to 1. Muon computes in bfloat16, this transform in the number type of
/// the training. Weights [in, out] are a matrix; filters [out, in, ...] are taken as [out, in · ...]; each gate of recurrent weights is
/// one, by their <see cref="AxisRoles"/>. All other parameters, including embeddings, are unchanged.
/// </remarks>
/// <param name="Iterations">The number of iterations.</param>
/// <example><code>Transform muon = Momentum(0.95, nesterov: true) >> Orthogonalize() >> ScaleByLearningRate(0.02);</code></example>
public sealed partial record Orthogonalize([Count] int Iterations = 5) : Transform
{
    private const double A = 3.4445;
    private const double B = -4.7750;
    private const double C = 2.0315;

    // Maps a gradient of 0 to 0.
    private const double Min = 1e-7;

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates.Where(update => update.Parameter.Roles().IsMatrix));
        return
        [
            .. updates.Select(update =>
            {
                var roles = update.Parameter.Roles();
                return roles.IsMatrix
                    ? update.With(update.Value.InView(roles, g => g.AsMatrices(roles, x => Orthogonal(x, roles))))
                    : update;
            }),
        ];
    }

    // [rows, columns], or a batch of them.
    private Expr Orthogonal(Expr g, AxisRoles roles)
    {
        var (rows, columns) = (g.Shape[^2].Size, g.Shape[^1].Size);
        var inputs = roles.Size(roles.Inputs);
        var outputs = rows == inputs ? columns : rows;

        // X Xᵀ is then the smaller product.
        var isTall = rows > columns;
        var x = isTall ? g.Transpose() : g;
        x /= x.ReduceL2([-2, -1], keepDims: true) + Min;
        for (var i = 0; i < Iterations; i++)
        {
            var square = x.MatMul(x.Transpose());
            x = (A * x) + ((B * square) + (C * square.MatMul(square))).MatMul(x);
        }

        return (isTall ? x.Transpose() : x) * Math.Sqrt(Math.Max(1, (double)outputs / inputs));
    }
}
