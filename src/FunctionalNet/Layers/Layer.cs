namespace FunctionalNet;

/// <summary>
/// A pure function from expression to expression, an immutable record of its hyperparameters. Its weights live in the
/// training state under their paths, so that a layer can be applied many times.
/// </summary>
/// <remarks>
/// A chain may have any length; layers that hold layers may lie 500 levels deep, and what is deeper is refused where it is made or
/// applied. The same holds for losses, transforms and schedules.
/// </remarks>
/// <example><code>
/// public sealed record Scale : Layer
/// {
///     public override Expr Apply(Scope scope, Expr x) => x * scope.Parameter("scale", new(x.Shape[^1]), Ones());
/// }
/// </code></example>
public abstract record Layer : IComposed
{
    /// <summary>Gets the name that a chain gives it in paths; null for its place in the chain.</summary>
    protected internal virtual string? Label => null;

    /// <summary>Gets what the elements of the input of a model stand for that begins with this layer: tokens are whole numbers.</summary>
    protected internal virtual ElementType InputType => ElementType.Float;

    /// <summary>Two layers one after the other. Chains are flat: grouping changes no path.</summary>
    public static Layer operator >>(Layer first, Layer second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Chain.Of(first, second);
    }

    /// <summary>The output for an input; variables are asked from the scope.</summary>
    public abstract Expr Apply(Scope scope, Expr x);

    /// <inheritdoc/>
    public virtual bool Equals(Layer? other)
    {
        Nesting.CheckStack();
        return other is not null && EqualityContract == other.EqualityContract;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        Nesting.CheckStack();
        return EqualityContract.GetHashCode();
    }

    /// <summary>The call that makes it, without the arguments that are at their defaults: <c>Dense(256, Bias: false)</c>.</summary>
    public sealed override string ToString() => Nesting.Text(Describe);

    /// <summary>What <see cref="ToString"/> says.</summary>
    protected virtual string Describe() => Call.Of(this);
}
