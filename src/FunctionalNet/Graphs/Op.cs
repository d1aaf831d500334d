using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// One ONNX operator of the pinned opset with its attributes: shape rule, kernel, derivative and ONNX form in one place.
/// Compared by value.
/// </summary>
/// <remarks>
/// An operator whose <see cref="Body"/> is null is a primitive: it has a kernel and a derivative of its own. One with a
/// body is a function: the body says what it means, a kernel or a derivative of its own is only faster, and the laws
/// hold them equal.
/// </remarks>
public abstract record Op
{
    /// <summary>Gets the ONNX name of the operator.</summary>
    public abstract string Name { get; }

    /// <summary>Gets a value indicating whether the value is the operand's elements under another shape.</summary>
    internal virtual bool IsView => false;

    /// <summary>The shape rule.</summary>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    internal abstract TensorType Infer(ReadOnlySpan<Expr> inputs);

    /// <summary>The reference kernel: slow, obvious, generic in the number type, without managed allocation.</summary>
    internal abstract void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The fast kernel, prepared once for these buffers; by default it runs the reference kernel.</summary>
    internal virtual Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new ReferenceKernel<T>(this, inputs, output);

    /// <summary>What a function means, in other operators; null for a primitive.</summary>
    internal virtual Expr? Body(ReadOnlySpan<Expr> inputs) => null;

    /// <summary>
    /// The derivative: from the cotangent <paramref name="dy"/> of <paramref name="y"/> to one for each operand, null where
    /// none flows. Broadcasting is undone by the caller. Unset where it is that of the body, and where nothing flows at all.
    /// </summary>
    internal virtual ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => default;

    /// <summary>
    /// The switching functions of <paramref name="y"/>, over its operands: y is smooth wherever no element of them is 0, and may
    /// jump, break off or change its derivative where one is. By default a function has those of its body.
    /// </summary>
    internal virtual IEnumerable<Expr> Kinks(Expr y) =>
        Body(y.Inputs.AsSpan()) is { } body
            ? Expr.Sort([body], y.Inputs).SelectMany(inner => inner.Op.Kinks(inner))
            : [];

    /// <summary>
    /// How many additions, multiplications, comparisons and values of functions it takes to compute <paramref name="y"/>. By
    /// default a function takes what its body takes, and a primitive none: it moves elements.
    /// </summary>
    internal virtual long Flops(Expr y) =>
        Body(y.Inputs.AsSpan()) is { } body ? Expr.Sort([body], y.Inputs).Sum(inner => inner.Op.Flops(inner)) : 0;

    /// <summary>The ONNX node that says the same, its constant operands as initializers; null where only the body says it.</summary>
    internal virtual OnnxNode? ToOnnx(Expr y) => new(Name, [.. y.Inputs]);
}
