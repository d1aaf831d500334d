using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The definition of an elementwise operator of two operands that broadcast; its fields are the attributes.</summary>
internal interface IBinary<TSelf> : IOperator
    where TSelf : struct, IBinary<TSelf>
{
    /// <summary>Gets the domain of the left operand in examples.</summary>
    static virtual Domain Left => new(Shape.Scalar);

    /// <summary>Gets the domain of the right operand in examples.</summary>
    static virtual Domain Right => new(Shape.Scalar);

    /// <summary>Whether ONNX supports the operator for an element type; by default for all numbers, or for bools only.</summary>
    static virtual bool Takes(ElementType element) =>
        (element == ElementType.Bool) == (TSelf.Left.Element == ElementType.Bool);

    /// <summary>Gets the element type of the result; null if it is that of the operands.</summary>
    static virtual ElementType? Result => null;

    /// <inheritdoc cref="Elementwise.IsNonDecreasing"/>
    static virtual bool IsNonDecreasing => false;

    static IEnumerable<Example> IOperator.Examples => Broadcasting;

    /// <summary>Gets examples of all kinds of broadcasting of two operands.</summary>
    static IEnumerable<Example> Broadcasting =>
        from shapes in new (Shape X, Shape Y)[]
        {
            (Shape.Scalar, Shape.Scalar),
            (new(5), new(5)),
            (new(0), new(0)),
            (new(2, 3), Shape.Scalar),
            (new(3), new(2, 3)),
            (new(4, 1, 3), new(2, 1)),
            (new(3, 37), new(3, 37)),
        }
        select new Example(
            $"{shapes.X} {shapes.Y}",
            x => Binary<TSelf>.Of(x[0], x[1]),
            TSelf.Left with
            {
                Shape = shapes.X,
            },
            TSelf.Right with
            {
                Shape = shapes.Y,
            }
        );

    static Expr IOperator.FromOnnx(OnnxNode node) => Binary<TSelf>.Of(node[0], node[1]);

    /// <summary>z = f(x, y) on a run of elements, vectorized if possible; z may be x or y.</summary>
    static virtual void Map<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TSelf.Lanes<T>() is { } lanes)
        {
            VectorMath.Map(lanes, x, y, z);
            return;
        }

        for (var i = 0; i < x.Length; i++)
        {
            z[i] = TSelf.Invoke(x[i], y[i]);
        }
    }

    /// <summary>z = f(x, y).</summary>
    static abstract T Invoke<T>(T x, T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The cotangents of x and y, before broadcasting is undone; null where the derivative is zero almost everywhere.</summary>
    static virtual (Expr? Dx, Expr? Dy) Vjp(Expr x, Expr y, Expr z, Expr dz) => (null, null);

    /// <summary>The operator on vectors, a static method; null if it has none.</summary>
    static virtual Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The body of a function; null for a primitive.</summary>
    static virtual Expr? Body(Expr x, Expr y) => null;

    /// <summary>
    /// The switching function, which is 0 where z is not smooth; null if it follows from the body, or z is smooth everywhere.
    /// </summary>
    static virtual Expr[]? Kinks(Expr x, Expr y) => null;

    /// <summary>Writes the attributes; null if ONNX has no such operator.</summary>
    static virtual OnnxNode? Write(OnnxNode node) => node;
}

/// <summary>An elementwise operator of two operands.</summary>
internal sealed record Binary<TF> : Elementwise
    where TF : struct, IBinary<TF>
{
    /// <inheritdoc/>
    public override string Name => TF.Onnx;

    internal override bool IsNonDecreasing => TF.IsNonDecreasing;

    public static Expr Of(Expr x, Expr y) => new(new Binary<TF>(), x, y);

    /// <inheritdoc/>
    public override string ToString() => Name;

    public override Tile<T> Tile<T>() => new Kernel<T>();

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        var x = inputs[0].Span;
        var y = inputs[1].Span;
        var z = output.Span;
        var left = new Odometer(output.Sizes, inputs[0].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
        var right = new Odometer(output.Sizes, inputs[1].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = TF.Invoke(x[left.Next()], y[right.Next()]);
        }
    }

    internal override MethodInfo? Lanes<T>() => TF.Lanes<T>()?.Method;

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => TF.Body(inputs[0], inputs[1]);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var (left, right) = TF.Vjp(y.Inputs[0], y.Inputs[1], y, dy);
        return left is null && right is null ? base.Vjp(y, dy) : [left, right];
    }

    internal override IEnumerable<Expr> Kinks(Expr y) => TF.Kinks(y.Inputs[0], y.Inputs[1]) ?? base.Kinks(y);

    internal override OnnxNode? ToOnnx(Expr y) => TF.Write(new OnnxNode(Name, [.. y.Inputs]));

    protected override ElementType Element(ReadOnlySpan<Expr> inputs)
    {
        // Bools are only combined by logic, and compared.
        var operands = base.Element(inputs);
        return TF.Takes(operands) ? TF.Result ?? operands : inputs[0].Require(TF.Left.Element, Name);
    }

    private sealed unsafe class Kernel<T> : Tile<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* a, T* b, T* c, T* y, int length) =>
            TF.Map(new ReadOnlySpan<T>(a, length), new ReadOnlySpan<T>(b, length), new Span<T>(y, length));
    }
}
