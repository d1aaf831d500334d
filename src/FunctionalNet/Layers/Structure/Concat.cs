namespace FunctionalNet;

/// <summary>Layers on the same input, their outputs concatenated along an axis.</summary>
/// <remarks>ONNX: Concat. The paths of each layer begin with its index, from 0.</remarks>
/// <example><code>Layer model = Concat(-1, Dense(8) >> Relu(), Dense(8) >> Tanh()); // [batch, n] to [batch, 16]</code></example>
public sealed partial record Concat : Branches
{
    /// <summary>Initializes a new instance of the <see cref="Concat"/> class.</summary>
    /// <param name="axis">The axis of concatenation.</param>
    /// <param name="layers">At least one.</param>
    public Concat(int axis, params Layer[] layers)
        : base(layers) => Axis = axis;

    /// <summary>Gets the axis of concatenation.</summary>
    public int Axis { get; init; }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Ops.Concat(Axis, [.. Layers.Select((_, i) => Branch(scope, i, x))]);
    }
}
