using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>What gives a free variable its value.</summary>
public enum VariableKind
{
    /// <summary>The caller, with each batch.</summary>
    Input,

    /// <summary>Training: what the optimizer changes.</summary>
    Parameter,

    /// <summary>The step before: state with a next value, such as a moment or a moving average.</summary>
    Slot,

    /// <summary>The counter-based generator, keyed by (key, step, path).</summary>
    Noise,
}

/// <summary>A free variable, named by its path. It has no operands; its value is bound from outside.</summary>
/// <param name="Kind">What gives it its value.</param>
/// <param name="Path">Its name, such as <c>encoder/0/weight</c>.</param>
/// <param name="Declared">Its shape and element type.</param>
/// <param name="Initializer">How it starts (parameter, slot) or how it is drawn (noise); null for an input.</param>
public sealed record Variable(VariableKind Kind, string Path, TensorType Declared, Initializer? Initializer = null) : Op
{
    /// <summary>Gets what the axes of a parameter stand for; null where nothing is said.</summary>
    public AxisRoles? Axes { get; init; }

    /// <summary>Gets a value indicating whether no step changes it: a weight that is frozen, which is a slot then.</summary>
    public bool IsFixed { get; init; }

    /// <inheritdoc/>
    public override string Name => "Variable";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} '{Path}'";

    /// <summary>The value with which it starts for the key of a training.</summary>
    internal Tensor<T> Start<T>(Key key)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var value = new Tensor<T>(Declared.Shape);
        Fill(Declared.Shape, key.Split("init").Split(Path), value.Writable);
        return value;
    }

    /// <summary>Fills the elements with which it starts.</summary>
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

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Declared;

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        throw new InvalidOperationException($"{this} has no value: bind it before the graph is run.");
}

/// <content>Free variables.</content>
public sealed partial class Expr
{
    /// <summary>Gets the variable that this expression is, or null.</summary>
    public Variable? Variable => Op as Variable;

    /// <summary>An input of a graph of one's own; layers ask their <see cref="Scope"/> instead.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="element">What its elements stand for.</param>
    public static Expr Input(string path, Shape shape, ElementType element = ElementType.Float) =>
        new(new Variable(VariableKind.Input, path, new(shape, element)));
}
