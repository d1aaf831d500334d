namespace FunctionalNet;

/// <summary>
/// Each layer on its part of the input: an axis is split into parts of the given sizes, and the outputs are concatenated along the same
/// axis.
/// </summary>
/// <remarks>
/// ONNX: Slice and Concat. This is how a model has several inputs in one tensor. The paths of each layer begin with its index.
/// </remarks>
public sealed partial record InParallel : Branches
{
    /// <summary>Initializes a new instance of the <see cref="InParallel"/> class.</summary>
    /// <param name="axis">The axis to split.</param>
    /// <param name="parts">The size of each part, and its layer; the sizes sum to the size of the axis.</param>
    public InParallel(int axis, params (int Size, Layer Layer)[] parts)
        : base([.. parts.ToArray().Select(part => part.Layer)]) =>
        (Axis, Sizes) = (axis, Shape.Of([.. parts.ToArray().Select(part => part.Size)]));

    /// <summary>Gets the axis to split.</summary>
    public int Axis { get; init; }

    /// <summary>Gets the size of each part.</summary>
    public Shape Sizes
    {
        get;
        init
        {
            int[] sizes = Ranges.Given(value, nameof(Sizes)).Sizes();
            Ranges.Each([.. sizes], nameof(Sizes), size => Ranges.Number(size, nameof(Sizes)), Layers.Length);
            field = value;
        }
    }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        return Ops.Concat(Axis, [.. x.Split(Axis, Sizes.Sizes()).Select((part, i) => Branch(scope, i, part))]);
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        $"InParallel({Axis}, {string.Join(", ", Sizes.Zip(Layers, (size, layer) => $"({size}, {layer})"))})";
}

/// <content>InParallel.</content>
public static partial class Net
{
    /// <summary>Each layer on its part of an axis of the input, their outputs concatenated.</summary>
    /// <example><code>Layer model = InParallel(-1, (4, Dense(8) >> Relu()), (784, Dense(64) >> Relu())) >> Dense(10);</code></example>
    /// <inheritdoc cref="FunctionalNet.InParallel(int, ValueTuple{int, Layer}[])"/>
    public static Layer InParallel(int axis, params (int Size, Layer Layer)[] parts) => new InParallel(axis, parts);
}
