using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Each element of each gradient is brought into [-limit, limit].</summary>
/// <remarks>Optax: clip. PyTorch: clip_grad_value_.</remarks>
/// <param name="Limit">The largest absolute value that stays; infinity for none.</param>
public sealed record ClipByValue(double Limit) : Transform
{
    /// <summary>Gets the largest absolute value that stays.</summary>
    public double Limit { get; } = Ranges.Limit(Limit);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        return [.. updates.Select(update => update.With(update.Value.Max(-Limit).Min(Limit)))];
    }
}

/// <content>ClipByValue.</content>
public static partial class Net
{
    /// <summary>Each element of each gradient is brought into [-limit, limit].</summary>
    /// <example><code>Transform chain = ClipByValue(1) >> Sgd(0.1);</code></example>
    public static Transform ClipByValue(double limit) => new ClipByValue(limit);
}
