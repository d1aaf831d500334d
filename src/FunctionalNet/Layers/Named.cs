namespace FunctionalNet;

/// <summary>A layer with a name in paths instead of its index in the chain.</summary>
/// <remarks>
/// Two layers of the same name in one scope share their weights, which must agree in shape and initializer, and their state, which the
/// second reads after the first; each draws its own noise. A name is part of paths within a chain: around a whole model it names nothing.
/// </remarks>
/// <param name="Name">The name.</param>
/// <param name="Inner">The layer.</param>
/// <example><code>Layer model = Named("encoder", Dense(64) >> Relu()) >> Dense(10); // encoder/0/weight, 1/weight</code></example>
public sealed partial record Named(string Name, Layer Inner) : Layer
{
    /// <inheritdoc/>
    protected internal override string? Label => Name;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Within(Inner, x);
    }
}
