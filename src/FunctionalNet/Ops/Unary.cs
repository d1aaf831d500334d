using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The definition of an elementwise operator of one operand; its fields are the attributes.</summary>
internal interface IUnary<TSelf> : IOperator
    where TSelf : struct, IUnary<TSelf>
{
    /// <summary>Gets the domain of examples.</summary>
    static virtual Domain Domain => new(Shape.Scalar);

    /// <inheritdoc cref="Elementwise.IsNonDecreasing"/>
    static virtual bool IsNonDecreasing => false;

    /// <summary>Gets the relative tolerance against ONNX Runtime.</summary>
    static virtual double Tolerance => 1e-5;

    /// <summary>Gets the element type of the result; null if it is that of the operand.</summary>
    static virtual ElementType? Result => null;

    /// <summary>Whether ONNX supports the operator for an element type; by default only for that of its domain.</summary>
    static virtual bool Takes(ElementType element) => element == TSelf.Domain.Element;

    static IEnumerable<Example> IOperator.Examples =>
        from shape in new Shape[] { Shape.Scalar, new(5), new(0), new(2, 3), new(3, 37) }
        select new Example($"{shape}", x => Unary<TSelf>.Of(x[0]), TSelf.Domain with { Shape = shape })
        {
            Tolerance = TSelf.Tolerance,
        };

    static Expr IOperator.FromOnnx(OnnxNode node) => Unary<TSelf>.Of(node[0], TSelf.Attributes(node));

    /// <summary>Reads the attributes.</summary>
    static virtual TSelf Attributes(OnnxNode node) => default;

    /// <summary>y = f(x) on a run of elements, vectorized if possible; x and y may be the same memory.</summary>
    static virtual void Map<T>(TSelf f, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TSelf.Lanes<T>() is { } lanes)
        {
            VectorMath.Map(lanes, x, y);
            return;
        }

        for (var i = 0; i < x.Length; i++)
        {
            y[i] = f.Invoke(x[i]);
        }
    }

    /// <summary>y = f(x).</summary>
    T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>dx from x, y and dy; null where the derivative is zero almost everywhere.</summary>
    Expr? Vjp(Expr x, Expr y, Expr dy) => null;

    /// <summary>The operator on vectors, a static method; null if it has none.</summary>
    static virtual Func<Vector<T>, Vector<T>>? Lanes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The body of a function; null for a primitive.</summary>
    Expr? Body(Expr x) => null;

    /// <summary>
    /// Gets a value indicating whether the body gives the same bits as the function, and has a vector form where the function has none.
    /// </summary>
    static virtual bool RunsAsBody => false;

    /// <summary>
    /// The switching function, which is 0 where y is not smooth; null if it follows from the body, or y is smooth everywhere.
    /// </summary>
    Expr[]? Kinks(Expr x) => null;

    /// <summary>Writes the attributes; null if ONNX has no such operator.</summary>
    OnnxNode? Write(OnnxNode node) => node;
}

/// <summary>An elementwise operator of one operand.</summary>
internal sealed record Unary<TF>(TF F) : Elementwise
    where TF : struct, IUnary<TF>
{
    /// <inheritdoc/>
    public override string Name => TF.Onnx;

    internal override bool IsNonDecreasing => TF.IsNonDecreasing;

    internal override bool RunsAsBody => TF.RunsAsBody;

    public static Expr Of(Expr x, TF f = default) => new(new Unary<TF>(f), x);

    /// <inheritdoc/>
    public override string ToString() => Name;

    public override Tile<T> Tile<T>() => new Kernel<T>(F);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        var x = inputs[0].Span;
        var y = output.Span;
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = F.Invoke(x[i]);
        }
    }

    internal override MethodInfo? Lanes<T>() => TF.Lanes<T>()?.Method;

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => F.Body(inputs[0]);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
        F.Vjp(y.Inputs[0], y, dy) is { } dx ? [dx] : base.Vjp(y, dy);

    internal override IEnumerable<Expr> Kinks(Expr y) => F.Kinks(y.Inputs[0]) ?? base.Kinks(y);

    internal override OnnxNode? ToOnnx(Expr y) => F.Write(new OnnxNode(Name, [.. y.Inputs]));

    protected override ElementType Element(ReadOnlySpan<Expr> inputs)
    {
        var element = inputs[0].Type.Element;
        return TF.Takes(element) ? TF.Result ?? element : inputs[0].Require(TF.Domain.Element, Name);
    }

    private sealed unsafe class Kernel<T>(TF f) : Tile<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* a, T* b, T* c, T* y, int length) =>
            TF.Map(f, new ReadOnlySpan<T>(a, length), new Span<T>(y, length));
    }
}
