using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// One ONNX operator of the pinned opset with its attributes: shape rule, kernel, derivative and ONNX form in one place.
/// Compared by value.
/// </summary>
/// <remarks>
/// An operator whose <see cref="Body"/> is null is a primitive: it has a kernel and a derivative of its own. One with a body is a function:
/// the body defines it, a kernel or a derivative of its own is only faster, and the laws require them to be equal.
/// </remarks>
public abstract record Op
{
    /// <summary>Gets the ONNX name of the operator.</summary>
    public abstract string Name { get; }

    /// <summary>Gets a value indicating whether the operator is a view: the operand's elements with another shape.</summary>
    internal virtual bool IsView => false;

    /// <summary>Gets a value indicating whether it adds elements of its operands to one another.</summary>
    internal virtual bool Accumulates => false;

    /// <summary>The shape rule.</summary>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    internal abstract TensorType Infer(ReadOnlySpan<Expr> inputs);

    /// <summary>The reference kernel: slow, obvious, generic in the number type, without managed allocation.</summary>
    internal abstract void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The fast kernel, prepared once for these buffers; the reference kernel by default.</summary>
    internal virtual Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new ReferenceKernel<T>(this, inputs, output);

    /// <summary>The definition of a function in terms of other operators; null for a primitive.</summary>
    internal virtual Expr? Body(ReadOnlySpan<Expr> inputs) => null;

    /// <summary>
    /// The operator on other operands where its attributes have free axes, with their sizes; null where they have none, so that the
    /// operator stays as it is.
    /// </summary>
    internal virtual Expr? WithSizes(Expr[] inputs, Func<Shape, Shape> sized) => null;

    /// <summary>
    /// The vector-Jacobian product: from the cotangent <paramref name="dy"/> of <paramref name="y"/> to the cotangent of each operand, null
    /// where none flows. The caller undoes broadcasting. Not overridden where it is that of the body, and where nothing flows at all.
    /// </summary>
    internal virtual ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => default;

    /// <summary>
    /// The batching rule: <paramref name="y"/> for each place of a mapped axis, which lies in front of those of the inputs that have one axis more than
    /// the operands of y, and in front of the result. Not overridden by elementwise operators, and where it is that of the body.
    /// </summary>
    internal virtual Expr? Vmap(Expr y, Expr[] inputs, Dim size) => null;

    /// <summary>
    /// Whether a place of <paramref name="y"/> may read several places of an axis of an operand, or another one than its own, although y has that axis
    /// too. Of functions their bodies are asked.
    /// </summary>
    internal virtual bool Mixes(Expr y, int operand, int axis) => true;

    /// <summary>
    /// The switching functions of <paramref name="y"/> over its operands: y is smooth where none of their elements is 0, and may have a
    /// jump, a pole or a kink where one is. By default a function has those of its body.
    /// </summary>
    internal virtual IEnumerable<Expr> Kinks(Expr y) =>
        Body(y.Inputs.AsSpan()) is { } body
            ? Expr.Sort([body], y.Inputs).SelectMany(inner => inner.Op.Kinks(inner))
            : [];

    /// <summary>
    /// The number of additions, multiplications, comparisons and function evaluations to compute <paramref name="y"/>. By default that of
    /// the body for a function, and none for a primitive, which moves elements.
    /// </summary>
    internal virtual long Flops(Expr y) =>
        Body(y.Inputs.AsSpan()) is { } body ? Expr.Sort([body], y.Inputs).Sum(inner => inner.Op.Flops(inner)) : 0;

    /// <summary>The equivalent ONNX node, its constant operands as initializers; null if only the body can be exported.</summary>
    internal virtual OnnxNode? ToOnnx(Expr y) => new(Name, [.. y.Inputs]);
}
