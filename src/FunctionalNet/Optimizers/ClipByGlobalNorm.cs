using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>If the norm of all gradients together exceeds the limit, all are scaled down to it: u = g · min(1, limit / ‖g‖).</summary>
/// <remarks>
/// Optax: clip_by_global_norm. Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013. PyTorch's
/// clip_grad_norm_, with norm_type for the norm, divides by ‖g‖ + 1e-6.
/// </remarks>
/// <param name="Limit">The largest allowed norm; infinity for no limit.</param>
/// <param name="Norm">Which norm.</param>
/// <example><code>Transform chain = ClipByGlobalNorm(1) >> Adam(1e-3);</code></example>
public sealed partial record ClipByGlobalNorm([Limit] double Limit, VectorNorm Norm = VectorNorm.L2) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        if (updates.IsEmpty)
        {
            return updates;
        }

        var scale = Length(updates).ShareWithin(Limit);
        return [.. updates.Select(update => update.With(update.Value * scale))];
    }

    private Expr Length(ImmutableArray<Update> updates) =>
        Norm == VectorNorm.L2
            ? updates
                .Select(update => (update.Value * update.Value).ReduceSum())
                .Aggregate((sum, square) => sum + square)
                .Sqrt()
            : updates
                .Select(update => update.Value.Length(Norm))
                .Aggregate((all, one) => Norm == VectorNorm.L1 ? all + one : all.Max(one));
}
