using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Takes one step of a chain for every n batches, along the mean of their gradients: training as with a batch n times as large.
/// Between, weights and state of the chain stay, and its schedules count its own steps.
/// </summary>
/// <remarks>Optax: MultiSteps. PyTorch: n calls of backward before step, whose sum must be divided by n.</remarks>
/// <param name="Every">n, the number of batches for one step.</param>
/// <param name="Inner">The chain.</param>
public sealed record AccumulateGradients(int Every, Transform Inner) : Transform
{
    /// <summary>Gets the transform.</summary>
    public Transform Inner { get; } = Nesting.Part(Inner);

    /// <summary>Gets n, the number of batches for one step.</summary>
    public int Every { get; } = Ranges.Count(Every);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var isLast = (scope.Step + 1).Mod(Every).Equal(0);
        var inner = scope.In("inner").When(isLast, (scope.Step / Every).Floor());
        var means = updates.Select(update =>
        {
            var sum = update.Slot(scope, "sum");
            var next = sum + update.Value;
            scope.Next(sum, isLast.Where(0, next));
            return update.With(next / Every);
        });
        return [.. Inner.Apply(inner, [.. means]).Select(update => update.With(isLast.Where(update.Value, 0)))];
    }

    /// <inheritdoc/>
    protected internal override Expr? LossFactor(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Inner.LossFactor(scope.In("inner"));
    }

    /// <inheritdoc/>
    protected internal override double? LearningRate(long steps, Func<string, double> slot) =>
        Inner.LearningRate(steps / Every, name => slot($"inner/{name}"));

    /// <inheritdoc/>
    protected internal override double RateFactor(Func<string, double> slot) =>
        Inner.RateFactor(name => slot($"inner/{name}"));
}

/// <content>AccumulateGradients.</content>
public static partial class Net
{
    /// <summary>Takes one step of a chain for every n batches, along the mean of their gradients.</summary>
    /// <example><code>Transform chain = AccumulateGradients(4, ClipByGlobalNorm(1) >> Adam(1e-3));</code></example>
    public static Transform AccumulateGradients(int every, Transform inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new AccumulateGradients(every, inner);
    }
}
