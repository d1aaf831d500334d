using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The definition of an operator that normalizes the elements along one axis.</summary>
internal interface ISoftmaxForm<TSelf> : IOperator
    where TSelf : struct, ISoftmaxForm<TSelf>
{
    static IEnumerable<Example> IOperator.Examples =>
        [
            new("rows", x => SoftmaxForm<TSelf>.Of(x[0], -1), new Domain(new(4, 7), -4, 4)),
            new("columns", x => SoftmaxForm<TSelf>.Of(x[0], 0), new Domain(new(4, 7), -4, 4)),
            new("middle", x => SoftmaxForm<TSelf>.Of(x[0], 1), new Domain(new(2, 5, 3), -4, 4)),
            new("long", x => SoftmaxForm<TSelf>.Of(x[0], -1), new Domain(new(3, 600), -4, 4)),
            new("extreme", x => SoftmaxForm<TSelf>.Of(x[0] * 500, -1), new Domain(new(3, 5), -4, 4)),
        ];

    static Expr IOperator.FromOnnx(OnnxNode node) => SoftmaxForm<TSelf>.Of(node[0], node.Int32("axis", -1));

    /// <summary>The body, applied to x minus its maximum along the axis.</summary>
    static abstract Expr Body(Expr shifted, int axis);

    /// <summary>dx from y and dy.</summary>
    static abstract Expr Vjp(Expr y, Expr dy, int axis);

    /// <summary>One row.</summary>
    static abstract void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>An operator that normalizes the elements along one axis.</summary>
internal sealed record SoftmaxForm<TForm>(int Axis) : Function
    where TForm : struct, ISoftmaxForm<TForm>
{
    /// <inheritdoc/>
    public override string Name => TForm.Onnx;

    internal override bool IsFused => true;

    public static Expr Of(Expr x, int axis) => new(new SoftmaxForm<TForm>(x.Shape.Axis(axis, TForm.Onnx)), x);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} axis {Axis}";

    internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) => new(this with { Axis = Axis + 1 }, inputs);

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
        new(inputs[0].Shape, inputs[0].Require(ElementType.Float, Name));

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
        TForm.Body(inputs[0] - inputs[0].ReduceMax([Axis], keepDims: true), Axis);

    internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
        Axis == output.Sizes.Length - 1 && output.Length > 0
            ? new Rows<T>(inputs[0], output, team)
            : base.Compile(inputs, output, team);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [TForm.Vjp(y, dy, Axis)];

    // The maximum is subtracted to avoid overflow only; the result is smooth even where the maximum changes.
    internal override IEnumerable<Expr> Kinks(Expr y) => [];

    // Before opset 13, the axes from the given one on were flattened to one.
    internal override OnnxNode? ToOnnx(Expr y)
    {
        var node = base.ToOnnx(y)!.With("axis", (long)Axis);
        return Axis == y.Shape.Rank - 1 ? node : node.Before(13);
    }

    private sealed class Rows<T>(Buffer<T> x, Buffer<T> y, Team team)
        : RowKernel(y.Length / y.Sizes[^1], y.Sizes[^1], team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int size = y.Sizes[^1];

        protected override void Row(int row) =>
            TForm.Row<T>(x.Span.Slice(row * size, size), y.Span.Slice(row * size, size));
    }
}
