using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The definition of a reduction over axes.</summary>
internal interface IReduction<TSelf> : IOperator, IFold
    where TSelf : struct, IReduction<TSelf>
{
    /// <summary>Gets the domain of examples.</summary>
    static virtual Domain Domain => new(Shape.Scalar);

    static IEnumerable<Example> IOperator.Examples =>
        from e in new (Shape X, int[] Axes, bool Keep)[]
        {
            (new(7), [0], false),
            (new(3, 5), [0], false),
            (new(3, 5), [1], true),
            (new(3, 5), [0, 1], false),
            (new(2, 3, 4), [1], false),
            (new(2, 3, 4), [0, 2], true),
            (new(2, 3, 4), [1, 2], false),
            (new(3, 37), [-1], false),
            (new(3, 37), [0], true),
            (new(300, 70), [0], false),
        }
        select new Example(
            $"{e.X} over {string.Join(",", e.Axes)}{(e.Keep ? " kept" : string.Empty)}",
            x => Reduction<TSelf>.Of(x[0], e.Axes, e.Keep),
            TSelf.Domain with
            {
                Shape = e.X,
            }
        );

    static Expr IOperator.FromOnnx(OnnxNode node)
    {
        var axes = node.Ints(1) ?? node.Int32s("axes") ?? [];

        // Over no axes each element is reduced alone, as over an additional axis of size 1: |x| by ReduceL1.
        return axes.Length == 0 && node.Flag("noop_with_empty_axes", false)
            ? Reduction<TSelf>.Of(node[0].Unsqueeze(0), [0], keepDims: false)
            : Reduction<TSelf>.Of(node[0], axes, node.Flag("keepdims", true));
    }

    /// <summary>Gets the first opset in which the axes are an operand.</summary>
    static virtual int AxesInput => 18;

    /// <summary>Whether ONNX supports the operator for an element type.</summary>
    static virtual bool Takes(ElementType element) => true;

    /// <summary>
    /// The switching function, which is 0 where the result is not smooth; null if it is smooth everywhere; y still has the reduced axes,
    /// with size 1.
    /// </summary>
    static virtual Expr? Kink(Expr x, Expr y, ReadOnlySpan<int> axes) => null;

    /// <summary>The cotangent of x; y and dy still have the reduced axes, with size 1.</summary>
    static abstract Expr Vjp(Expr x, Expr y, Expr dy);
}

/// <summary>A reduction that removes axes, or keeps them with size 1.</summary>
internal sealed record Reduction<TF>(Ints Axes, bool KeepDims) : Op
    where TF : struct, IReduction<TF>
{
    /// <inheritdoc/>
    public override string Name => TF.Onnx;

    /// <summary>Reduces over some axes, or over all if none are given.</summary>
    public static Expr Of(Expr x, Axes? axes, bool keepDims) =>
        new(new Reduction<TF>(FunctionalNet.Axes.In(x.Shape, axes, TF.Onnx), keepDims), x);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} over {Axes}";

    internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
        new(this with { Axes = new Ints([.. Axes.Select(axis => axis + 1)]) }, inputs);

    // Shapes say which axes are left.
    internal override bool Mixes(Expr y, int operand, int axis) => false;

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
    {
        var x = inputs[0].Shape;
        var y = new Shape([
            .. x.Select((dim, i) => Axes.Contains(i) ? 1 : dim).Where((_, i) => KeepDims || !Axes.Contains(i)),
        ]);
        var element = TF.Takes(inputs[0].Type.Element)
            ? inputs[0].Type.Element
            : inputs[0].Require(ElementType.Float, Name);

        // A reduction over no elements may be infinite, which integers are not.
        return
            element != ElementType.Float
            && double.IsInfinity(TF.Identity<double>())
            && Axes.Any(axis => x[axis] == 0)
            && !y.Contains(0)
            ? throw new ShapeException(
                Name,
                $"axis {Axes.First(axis => x[axis] == 0)} of {x} is empty",
                "no whole number is that of none of them: give it elements"
            )
            : new(y, element);
    }

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        var x = inputs[0].Span;
        var y = output.Span;
        var sizes = inputs[0].Sizes;
        Span<int> strides = stackalloc int[sizes.Length];
        var stride = 1;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            var folded = Axes.Span.Contains(axis);
            strides[axis] = folded ? 0 : stride;
            stride *= folded ? 1 : sizes[axis];
        }

        y.Fill(TF.Identity<T>());
        var to = Odometer.Strided(sizes, strides, stackalloc int[Odometer.Space(sizes)]);
        foreach (var value in x)
        {
            ref var total = ref y[to.Next()];
            total = TF.Combine(total, value);
        }
    }

    internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
        ReduceKernel<T, TF>.Fits(Axes)
            ? new ReduceKernel<T, TF>(Axes, inputs[0], output, team)
            : base.Compile(inputs, output, team);

    internal override long Flops(Expr y) => y.Inputs[0].Shape.Size;

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var x = y.Inputs[0];
        return [TF.Vjp(x, y.Reshape(Kept(x, y)), dy.Reshape(Kept(x, y)))];
    }

    internal override IEnumerable<Expr> Kinks(Expr y)
    {
        var x = y.Inputs[0];
        return TF.Kink(x, y.Reshape(Kept(x, y)), Axes.Span) is { } kink ? [kink] : [];
    }

    internal override OnnxNode ToOnnx(Expr y) =>
        ReductionNode
            .Of(Name, y.Inputs[0], Axes, KeepDims, TF.AxesInput)
            .With("noop_with_empty_axes", Axes.Count == 0 ? 1L : 0L);

    private Shape Kept(Expr x, Expr y) =>
        KeepDims ? y.Shape : new Shape([.. x.Shape.Select((dim, i) => Axes.Contains(i) ? 1 : dim)]);
}
