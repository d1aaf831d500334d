using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The definition of a reduction with a body.</summary>
internal interface IReductionFunction<TSelf> : IOperator
    where TSelf : struct, IReductionFunction<TSelf>
{
    /// <summary>Gets the domain of examples.</summary>
    static virtual Domain Domain => new(Shape.Scalar);

    static IEnumerable<Example> IOperator.Examples =>
        from e in new (string Name, Shape X, int[] Axes, bool Keep)[]
        {
            ("all", new(3, 5), [], false),
            ("rows", new(3, 5), [-1], false),
            ("columns", new(3, 37), [0], false),
            ("columns kept", new(3, 5, 2), [0, 1], true),
            ("outer and inner", new(2, 3, 4), [0, 2], false),
        }
        select new Example(
            e.Name,
            x => ReductionFunction<TSelf>.Of(x[0], e.Axes, e.Keep),
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
            ? ReductionFunction<TSelf>.Of(node[0].Unsqueeze(0), [0], keepDims: false)
            : ReductionFunction<TSelf>.Of(node[0], axes, node.Flag("keepdims", true));
    }

    /// <summary>Whether ONNX supports the operator for an element type.</summary>
    static virtual bool Takes(ElementType element) => element == ElementType.Float;

    /// <summary>The body of the function.</summary>
    static abstract Expr Body(Expr x, Axes axes, bool keepDims);

    /// <summary>The cotangent of x, where y and dy still have the reduced axes with size 1; null to differentiate the body.</summary>
    static virtual Expr? Vjp(Expr x, Expr y, Expr dy) => null;
}

/// <summary>A reduction that removes axes, or keeps them with size 1.</summary>
internal sealed record ReductionFunction<TF>(Ints Axes, bool KeepDims) : Function
    where TF : struct, IReductionFunction<TF>
{
    /// <inheritdoc/>
    public override string Name => TF.Onnx;

    /// <summary>Reduces over some axes, or over all if none are given.</summary>
    public static Expr Of(Expr x, Axes? axes, bool keepDims) =>
        new(new ReductionFunction<TF>(FunctionalNet.Axes.In(x.Shape, axes, TF.Onnx), keepDims), x);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} over {Axes}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
        TF.Takes(inputs[0].Type.Element)
            ? inputs[0].ReduceSum(Axes.Span, KeepDims).Type
            : new(inputs[0].Shape, inputs[0].Require(ElementType.Float, Name));

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => TF.Body(inputs[0], Axes.Span, KeepDims);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var x = y.Inputs[0];
        var kept = new Shape([.. x.Shape.Select((dim, i) => Axes.Contains(i) ? 1 : dim)]);
        return TF.Vjp(x, y.Reshape(kept), dy.Reshape(kept)) is { } dx ? [dx] : base.Vjp(y, dy);
    }

    internal override OnnxNode ToOnnx(Expr y) => ReductionNode.Of(Name, y.Inputs[0], Axes, KeepDims);
}
