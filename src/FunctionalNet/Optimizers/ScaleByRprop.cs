using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Each weight has a step size Δ of its own: where the gradient keeps its sign, Δ = min(η₊ Δ, largest) and u = sign(g) Δ; where it
/// turns, Δ = max(η₋ Δ, smallest) and u = 0, as if the gradient were 0.
/// </summary>
/// <remarks>PyTorch: Rprop. Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm", 1993; this is Rprop⁻ with the pause of iRprop⁻. For full batches: noise turns signs.</remarks>
/// <param name="First">The step size at the start.</param>
/// <param name="Shrink">η₋, where the sign turns.</param>
/// <param name="Grow">η₊, where it stays.</param>
/// <param name="Smallest">The smallest step size.</param>
/// <param name="Largest">The largest step size.</param>
public sealed record ScaleByRprop(
    double First = 0.01,
    double Shrink = 0.5,
    double Grow = 1.2,
    double Smallest = 1e-6,
    double Largest = 50
) : Transform
{
    /// <summary>Gets the step size at the start.</summary>
    public double First { get; } = Ranges.Positive(First);

    /// <summary>Gets η₋, where the sign turns.</summary>
    public double Shrink { get; } = Ranges.BelowOne(Shrink);

    /// <summary>Gets η₊, where it stays.</summary>
    public double Grow { get; } = Ranges.Positive(Grow);

    /// <summary>Gets the smallest step size.</summary>
    public double Smallest { get; } = Ranges.NotNegative(Smallest);

    /// <summary>Gets the largest step size.</summary>
    public double Largest { get; } = Ranges.Limit(Largest);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        return
        [
            .. updates.Select(update =>
            {
                var last = update.Slot(scope, "last");
                var size = update.Slot(scope, "size", new Full(First));
                var sign = update.Value.Sign();
                var agreement = sign * last;
                var factor = (agreement < 0).Where(Shrink, (agreement > 0).Where(Grow, 1));
                var next = (size * factor).Max(Smallest).Min(Largest);
                var kept = (agreement < 0).Where(0, sign);

                // The sign is all that is asked of the last gradient; a product of two small gradients would be 0.
                scope.Next(last, kept);
                scope.Next(size, next);
                return update.With(kept * next);
            }),
        ];
    }
}

/// <content>ScaleByRprop.</content>
public static partial class Net
{
    /// <summary>Each weight has a step size of its own, which grows while the gradient keeps its sign and shrinks where it turns.</summary>
    /// <example><code>Transform rprop = ScaleByRprop(0.01) >> Scale(-1);</code></example>
    public static Transform ScaleByRprop(
        double first = 0.01,
        double shrink = 0.5,
        double grow = 1.2,
        double smallest = 1e-6,
        double largest = 50
    ) => new ScaleByRprop(first, shrink, grow, smallest, largest);
}
