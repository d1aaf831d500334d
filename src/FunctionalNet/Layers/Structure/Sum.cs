namespace FunctionalNet;

/// <summary>Layers on the same input, their outputs added, with broadcasting.</summary>
/// <remarks>
/// ONNX: Add. The paths of each layer begin with its index, from 0. With the identity as a branch it is <see cref="Residual"/>.
/// </remarks>
/// <example><code>Layer wideAndDeep = Sum(Dense(10), Dense(64) >> Relu() >> Dense(10));</code></example>
public sealed partial record Sum : Branches
{
    /// <summary>Initializes a new instance of the <see cref="Sum"/> class.</summary>
    /// <param name="layers">At least one.</param>
    public Sum(params Layer[] layers)
        : base(layers) { }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Layers.Select((_, i) => Branch(scope, i, x)).Aggregate((sum, y) => sum + y);
    }
}
