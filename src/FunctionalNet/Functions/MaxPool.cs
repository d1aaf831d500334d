using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>MaxPool.</content>
public static partial class Ops
{
    /// <summary>The maximum of each window: [batch, channels, ...] to the same with one element per window, over 1 to 3 axes.</summary>
    /// <remarks>
    /// ONNX: MaxPool. The first of equal largest elements gets the gradient. NaN if the window has one. CUDA: float, double. Body: the
    /// largest of the strided slices of the padded x, one a place of the window.
    /// </remarks>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="kernel">The size of a window.</param>
    /// <param name="stride">The stride of the window; the kernel if absent.</param>
    /// <param name="padding">The padding of x, which is never the maximum, smaller than the kernel; none if absent.</param>
    /// <param name="dilation">The distance between elements of a window; 1 if absent.</param>
    /// <param name="ceiling">Whether to round the number of windows up: the last window may extend beyond the padding, but must start
    /// inside.</param>
    /// <exception cref="ShapeException">The numbers do not match the axes, or the input is smaller than the window.</exception>
    /// <example><code>Expr y = x.MaxPool(2); // [batch, 8, 28, 28] to [batch, 8, 14, 14]</code></example>
    public static Expr MaxPool(
        this Expr x,
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? dilation = null,
        bool ceiling = false
    )
    {
        const string Rule = "MaxPool";
        var window = PoolOf(Rule, x, kernel, stride, padding, dilation);
        return new(new MaxPoolOp(ceiling ? RoundedUp(Rule, x, window) : window), x);
    }

    /// <summary>[n, c, ...] to [n, c, windows, elements of a window], and the offset of each in a plane.</summary>
    private static (Expr Elements, int[] Places) Windows(Expr framed, Window window, Shape y)
    {
        var places = Patches(window, framed.Shape, y);
        var taps = window.Taps;
        var elements = framed
            .Reshape(0, 0, framed.Shape[2..].Size)
            .Gather(
                Constant(new(places.Length / taps, taps), [.. places.Select(p => (double)p)], ElementType.Int64),
                2
            );
        return (elements, places);
    }

    private sealed record MaxPoolOp(Window Window) : Function, IOperator, ISamplewise, IWindowMaximum
    {
        public static string Onnx => "MaxPool";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            PoolExamples.Of(
                (x, kernel, stride, padding, dilation, ceiling) => x.MaxPool(kernel, stride, padding, dilation, ceiling)
            );

        public override string Name => Onnx;

        public int FirstAxis => 2;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node)
        {
            var window = WindowAttributes.Of(node);
            return node.Flag("storage_order", false)
                ? throw new FormatException("MaxPool with storage_order = 1 is not supported.")
                : node[0]
                    .MaxPool(
                        window.KernelOf(node),
                        window.Strides ?? 1,
                        window.Padding,
                        window.Dilations,
                        node.Flag("ceil_mode", false)
                    );
        }

        public bool IsPerSample(Expr y, int operand) => true;

        public override string ToString() => $"MaxPool {Window}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            FromSamples(new(this, [.. Mapped(y, inputs, size).Select(ToSamples)]), size);

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            return new(Pooled(Name, inputs[0].Shape, Window));
        }

        internal override long Flops(Expr y) => (long)y.Shape.Size * Window.Taps;

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var shape = Infer(inputs).Shape;
            var framed = Framed(inputs[0], Window, shape, double.NegativeInfinity);
            return Windows(framed, Window, shape).Elements.ReduceMax([3]).Reshape(shape);
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new MaxPoolKernel<T>(Frame.Of(Window, inputs[0].Sizes, output.Sizes), inputs[0], output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
            [new Expr(new MaxPoolGradOp(Window), y.Inputs[0], dy)];

        internal override OnnxNode? ToOnnx(Expr y) =>
            Window.HoldsItself ? null : WindowAttributes.Written(new OnnxNode(Name, [.. y.Inputs]), Window);
    }

    /// <summary>
    /// The cotangent of the operand of a maximum pool, from the operand and the cotangent of its result: dy at the first maximum of a
    /// window.
    /// </summary>
    /// <remarks>CUDA: float, double. Body: dy where the slice of x is the first to equal y, spread and padded back, added up.</remarks>
    private sealed record MaxPoolGradOp(Window Window) : Function, IOperator
    {
        public static string Onnx => "functionalnet.MaxPoolGrad";

        public static IEnumerable<Example> Examples => MaxPoolOp.Examples.Select(Example);

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"MaxPoolGrad {Window}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            FromSamples(new(this, [.. Mapped(y, inputs, size).Select(ToSamples)]), size);

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            inputs[1].Require(ElementType.Float, Name);
            var pooled = Pooled(Name, inputs[0].Shape, Window);
            return inputs[1].Shape == pooled
                ? inputs[0].Type
                : throw new ShapeException(
                    Name,
                    $"{inputs[0].Shape} is pooled to {pooled}, the cotangent is {inputs[1].Shape}",
                    $"give a cotangent of {pooled}"
                );
        }

        internal override long Flops(Expr y) => (long)y.Inputs[1].Shape.Size * Window.Taps;

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var (x, dy) = (inputs[0], inputs[1]);
            var framed = Framed(x, Window, dy.Shape, double.NegativeInfinity);
            var (elements, places) = Windows(framed, Window, dy.Shape);
            var (count, taps) = (elements.Shape[2].Size, elements.Shape[3].Size);

            // The index in the window selects the row of the table with offsets in the plane.
            int[] rows = [.. Enumerable.Range(0, count).Select(window => window * taps)];
            var row = elements.ArgMax(3) + Constant(new(count), [.. rows.Select(r => (double)r)], ElementType.Int64);
            var chosen = Integers(places).Gather(row);
            var flow = Constant(0)
                .Expand(framed.Shape)
                .Reshape(0, 0, framed.Shape[2..].Size)
                .ScatterElements(chosen, dy.Reshape(0, 0, count), 2, add: true)
                .Reshape(framed.Shape);
            for (var axis = 0; axis < Window.Rank; axis++)
            {
                flow = flow.Narrow(axis + 2, Window.Before[axis], x.Shape[axis + 2].Size);
            }

            return flow;
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new MaxPoolGradKernel<T>(
                Frame.Of(Window, inputs[0].Sizes, inputs[1].Sizes),
                inputs[0],
                inputs[1],
                output,
                team
            );

        internal override OnnxNode? ToOnnx(Expr y) => null;

        private static Example Example(Example of)
        {
            var y = of.Trace().Output;
            var op = (MaxPoolOp)y.Op;
            return of with
            {
                Build = x => new(new MaxPoolGradOp(op.Window), x[0], x[1]),
                Domains = [of.Domains[0] with { IsFinite = true }, new Domain(y.Shape)],
            };
        }
    }
}
