using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>m = β₁ m + (1 - β₁) g, s = max(β₂ s, |g| + ε), u = m / ((1 - β₁ᵗ) s), elementwise at step t = 1, 2, ...</summary>
/// <remarks>
/// PyTorch: Adamax. Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014, section 7. The paper has no ε; as in PyTorch
/// it is added to |g|, where it keeps s above 0.
/// </remarks>
/// <param name="Beta1">β₁, how much of the mean gradient stays.</param>
/// <param name="Beta2">β₂, how much of the largest gradient stays.</param>
/// <param name="Epsilon">ε, the least that is divided by.</param>
public sealed record ScaleByAdamax(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : Transform
{
    /// <summary>Gets β₁, how much of the mean gradient stays.</summary>
    public double Beta1 { get; } = Ranges.BelowOne(Beta1);

    /// <summary>Gets β₂, how much of the largest gradient stays.</summary>
    public double Beta2 { get; } = Ranges.BelowOne(Beta2);

    /// <summary>Gets ε, the least that is divided by.</summary>
    public double Epsilon { get; } = Ranges.NotNegative(Epsilon);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var correction = StepPower.Complement(Beta1, scope.Step + 1);
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, s) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "largest"));
                var nextM = scope.Fade(m, m.Decayed(Beta1, (1 - Beta1) * g));
                var next = s.Decayed(Beta2).Max(g.Abs() + Epsilon);
                scope.Next(s, next);
                return update.With(nextM / correction / next.OrOne(Epsilon));
            }),
        ];
    }
}

/// <content>ScaleByAdamax.</content>
public static partial class Net
{
    /// <summary>m = β₁ m + (1 - β₁) g, s = max(β₂ s, |g| + ε), u = m / ((1 - β₁ᵗ) s), elementwise at step t = 1, 2, ...</summary>
    /// <example><code>Transform adamax = ScaleByAdamax() >> ScaleByLearningRate(2e-3);</code></example>
    public static Transform ScaleByAdamax(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new ScaleByAdamax(beta1, beta2, epsilon);
}
