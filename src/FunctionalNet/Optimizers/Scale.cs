using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = factor · g.</summary>
/// <remarks>Optax: scale.</remarks>
/// <param name="Factor">The factor.</param>
public sealed record Scale(double Factor) : Transform
{
    /// <summary>Gets the factor.</summary>
    public double Factor { get; } = Ranges.Finite(Factor);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        return [.. updates.Select(update => update.With(Factor * update.Value))];
    }

    internal override Descent Descends(Expr? parameter) => Factor <= 0 ? Descent.Unknown : Descent.None;
}

/// <content>Scale.</content>
public static partial class Net
{
    /// <summary>u = factor · g.</summary>
    /// <example><code>Transform half = Scale(0.5);</code></example>
    public static Transform Scale(double factor) => new Scale(factor);
}
