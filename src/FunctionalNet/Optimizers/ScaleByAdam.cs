using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>m = β₁ m + (1 - β₁) g, v = β₂ v + (1 - β₂) g², u = (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), elementwise at step t = 1, 2, ...</summary>
/// <remarks>Optax: scale_by_adam. Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014. ε is added to the root of the corrected v, as in PyTorch.</remarks>
/// <param name="Beta1">β₁, how much of the mean gradient stays.</param>
/// <param name="Beta2">β₂, how much of the mean square stays.</param>
/// <param name="Epsilon">ε, outside of the root.</param>
public sealed record ScaleByAdam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var t = scope.Step + 1;

        // The corrections are numbers of the step: one division of each, rather than one an element.
        var correction1 = (1 - ((Expr)Beta1).Pow(t)).Reciprocal();
        var correction2 = (1 - ((Expr)Beta2).Pow(t)).Sqrt().Reciprocal();
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, v) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "v"));
                var nextM = (Beta1 * m) + ((1 - Beta1) * g);
                var nextV = (Beta2 * v) + ((1 - Beta2) * g * g);
                scope.Next(m, nextM);
                scope.Next(v, nextV);
                return update.With(nextM * correction1 / ((nextV.Sqrt() * correction2) + Epsilon));
            }),
        ];
    }
}

/// <content>ScaleByAdam.</content>
public static partial class Net
{
    /// <summary>m = β₁ m + (1 - β₁) g, v = β₂ v + (1 - β₂) g², u = (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), elementwise at step t = 1, 2, ...</summary>
    /// <example><code>Transform adam = ScaleByAdam() >> ScaleByLearningRate(1e-3);</code></example>
    public static Transform ScaleByAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new ScaleByAdam(beta1, beta2, epsilon);
}
