using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>The source of a free variable's value.</summary>
public enum VariableKind
{
    /// <summary>The caller, for each batch.</summary>
    Input,

    /// <summary>Training: the optimizer updates it.</summary>
    Parameter,

    /// <summary>The previous step: state with a next value, such as a moment or a moving average.</summary>
    Slot,

    /// <summary>The counter-based generator, keyed by (key, step, path).</summary>
    Noise,
}

/// <summary>A free variable, named by its path. It has no operands; its value is bound from outside.</summary>
/// <param name="Kind">The source of its value.</param>
/// <param name="Path">Its name, such as <c>encoder/0/weight</c>.</param>
/// <param name="Declared">Its shape and element type.</param>
/// <param name="Initializer">How its initial value (parameter, slot) or its noise is drawn; null for an input.</param>
public sealed record Variable(VariableKind Kind, string Path, TensorType Declared, Initializer? Initializer = null) : Op
{
    /// <summary>Gets the meaning of a parameter's axes; null if not declared.</summary>
    public AxisRoles? Axes { get; init; }

    /// <summary>Gets a value indicating whether it is a frozen weight, which is stored as a slot that no step changes.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Gets the format that a frozen weight is held in.</summary>
    public WeightFormat Storage { get; init; }

    /// <inheritdoc/>
    public override string Name => "Variable";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} '{Path}'";

    /// <summary>Its initial value for the key of a training.</summary>
    internal Tensor<T> Start<T>(Key key)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var value = new Tensor<T>(Declared.Shape);
        Fill(Declared.Shape, key.Split("init").Split(Path), value.Writable);
        return value;
    }

    /// <summary>Fills memory with its initial value.</summary>
    internal void Fill<T>(Shape shape, Key key, Span<T> values)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        if (Axes is { } roles)
        {
            Initializer!.Fill(shape, roles, key, values);
        }
        else
        {
            Initializer!.Fill(shape, key, values);
        }
    }

    /// <summary>The bytes of its value.</summary>
    /// <param name="size">The size of a number in bytes, where it is held in full.</param>
    internal long Bytes(int size)
    {
        long length = Declared.Shape.Size;
        return Storage switch
        {
            WeightFormat.Full => length * size,
            WeightFormat.Int8 => length
                + (Partition.CeilDiv((int)length, CompactNumbers<float>.BlockLength) * sizeof(float)),
            _ => length * sizeof(ushort),
        };
    }

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Declared;

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        throw new InvalidOperationException($"{this} has no value: bind it before the graph is run.");
}

/// <content>Free variables.</content>
public sealed partial class Expr
{
    /// <summary>Gets the variable that this expression is, or null.</summary>
    public Variable? Variable => Op as Variable;

    /// <summary>An input of a graph that is built by hand; layers use their <see cref="Scope"/> instead.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="element">Its element type.</param>
    public static Expr Input(string path, Shape shape, ElementType element = ElementType.Float) =>
        new(new Variable(VariableKind.Input, path, new(shape, element)));
}
