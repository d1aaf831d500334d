using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Divides by the root of the mean square, of which only the means of rows and of columns are stored: β = 1 - t⁻ᵖ, r = β r + (1 - β)
/// mean(g² + ε, columns), c = β c + (1 - β) mean(g² + ε, rows), v = r c / mean(r), u = g / √v at step t = 1, 2, ... Vectors and scalars
/// store the whole v.
/// </summary>
/// <remarks>
/// Optax: scale_by_factored_rms, which factors only axes of at least 128. PyTorch from 2.5 on: Adafactor. Shazeer and Stern, "Adafactor:
/// Adaptive Learning Rates with Sublinear Memory Cost", 2018. Of more than two axes the last two are factored.
/// </remarks>
/// <param name="Power">p, the exponent of the decay.</param>
/// <param name="Epsilon">ε, added to the square.</param>
/// <example><code>Transform chain = ScaleByFactoredRms() >> ClipByRms(1) >> ScaleByLearningRate(0.01);</code></example>
public sealed partial record ScaleByFactoredRms([NotNegative] double Power = 0.8, [NotNegative] double Epsilon = 1e-30)
    : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        var share = (scope.Step + 1).Pow(-Power);
        return
        [
            .. updates.Select(update =>
            {
                var square = (update.Value * update.Value) + Epsilon;
                if (square.Shape.Rank < 2)
                {
                    return update.With(update.Value / Root(Mean(scope, $"square/{update.Path}", square, share)));
                }

                var rows = Mean(scope, $"rows/{update.Path}", square.ReduceMean([-1], keepDims: true), share);
                var columns = Mean(scope, $"columns/{update.Path}", square.ReduceMean([-2], keepDims: true), share);

                // Two roots, because the product of two means of tiny squares underflows float32. If a square is infinite, rows have no
                // ratio to the mean, and the column's mean makes the step 0.
                var all = rows.ReduceMean([-2], keepDims: true);
                var relative = (all < double.PositiveInfinity).Where(rows / all.OrNoStep(Epsilon), 1);
                return update.With(update.Value / Root(relative) / Root(columns));
            }),
        ];
    }

    private Expr Root(Expr square) => square.Sqrt().OrNoStep(Epsilon);

    private static Expr Mean(Scope scope, string name, Expr value, Expr share)
    {
        var mean = scope.Slot(name, value.Shape, new Zeros());

        // As written, 1 - share would have a relative error of half the share after some hundred million steps.
        var next = mean + (share * ((mean < double.PositiveInfinity).Where(value - mean, value)));
        scope.Next(mean, next);
        return next;
    }
}
