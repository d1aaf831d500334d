using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>AveragePool.</content>
public static partial class Ops
{
    /// <summary>The mean of each window: [batch, channels, ...] to the same with one element per window, over 1 to 3 axes.</summary>
    /// <remarks>
    /// ONNX: AveragePool. PyTorch counts the padding unless told otherwise; ONNX and this library do not. CUDA: float, double. Body: Conv with
    /// ones, a group a channel, times 1 / count.
    /// </remarks>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="kernel">The size of a window.</param>
    /// <param name="stride">The stride of the window; the kernel if absent.</param>
    /// <param name="padding">The zero padding of x, smaller than the kernel; none if absent.</param>
    /// <param name="dilation">The distance between elements of a window; 1 if absent.</param>
    /// <param name="ceiling">Whether to round the number of windows up: the last window may extend beyond the padding, but must start
    /// inside.</param>
    /// <param name="countPadding">Whether padding counts as elements; elements beyond it never do.</param>
    /// <exception cref="ShapeException">The numbers do not match the axes, or the input is smaller than the window.</exception>
    /// <example><code>Expr y = x.AveragePool(2); // [batch, 8, 28, 28] to [batch, 8, 14, 14]</code></example>
    public static Expr AveragePool(
        this Expr x,
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? dilation = null,
        bool ceiling = false,
        bool countPadding = false
    )
    {
        const string Rule = "AveragePool";
        var window = PoolOf(Rule, x, kernel, stride, padding, dilation);
        var rounded = ceiling ? RoundedUp(Rule, x, window) : window;

        // Elements beyond the padding never count, so they must be distinguished from it.
        return countPadding && rounded.After.Zip(window.After, (more, less) => more > less).Any(more => more)
            ? new(new AveragePoolOp(window, true, Ceiling: true), x)
            : new(new AveragePoolOp(countPadding ? window : rounded, countPadding), x);
    }

    private sealed record AveragePoolOp(Window Window, bool CountPadding, bool Ceiling = false)
        : Function,
            IOperator,
            ISamplewise
    {
        public static string Onnx => "AveragePool";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            from count in (bool[])[false, true]
            from example in PoolExamples.Of(
                (x, kernel, stride, padding, dilation, ceiling) =>
                    x.AveragePool(kernel, stride, padding, dilation, ceiling, count)
            )
            select example with
            {
                Name = $"{example.Name}{(count ? ", padding counts" : string.Empty)}",
            };

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node)
        {
            var window = WindowAttributes.Of(node);
            return node[0]
                .AveragePool(
                    window.KernelOf(node),
                    window.Strides ?? 1,
                    window.Padding,
                    window.Dilations,
                    node.Flag("ceil_mode", false),
                    node.Flag("count_include_pad", false)
                );
        }

        public bool IsPerSample(Expr y, int operand) => true;

        public override string ToString() =>
            $"AveragePool {Window}{(Ceiling ? " ceiling" : string.Empty)}{(CountPadding ? " counting padding" : string.Empty)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            FromSamples(new(this, [.. Mapped(y, inputs, size).Select(ToSamples)]), size);

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            return new(Pooled(Name, inputs[0].Shape, Window, Ceiling));
        }

        internal override long Flops(Expr y) => (long)y.Shape.Size * Window.Taps;

        // A convolution of each channel with ones; the number of elements per window is static.
        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var (x, shape) = (inputs[0], Infer(inputs).Shape);
            if (x.Shape[1].Size == 0)
            {
                // A convolution has at least one group.
                return Constant(0).Expand(shape);
            }

            var frame = Frame.Of(Window, [1, 1, .. x.Shape[2..].Sizes()], [1, 1, .. shape[2..].Sizes()]);
            var ones = Constant(1)
                .Expand(new Shape(x.Shape[1], 1).Append(new Shape([.. Window.Kernel.Select(n => (Dim)n)])));
            var window = Window with { After = Behind(x.Shape, Window, shape) };
            var sums = new Expr(new ConvOp(window, x.Shape[1].Size), x, ones);
            return sums * Constant(new Shape(1, 1).Append(shape[2..]), Weights(frame));
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team)
        {
            var frame = Frame.Of(Window, inputs[0].Sizes, output.Sizes);
            return new AveragePoolKernel<T>(frame, Weights(frame), inputs[0], output, team);
        }

        // ONNX Runtime counts elements beyond the padding as well.
        internal override OnnxNode? ToOnnx(Expr y) =>
            Ceiling || Window.HoldsItself
                ? null
                : WindowAttributes
                    .Written(new OnnxNode(Name, [.. y.Inputs]), Window)
                    .With("count_include_pad", CountPadding ? 1L : 0L);

        // The reciprocal of the number of elements of each window; 0 if it has none.
        private double[] Weights(Frame frame)
        {
            var counted = CountPadding
                ? new Frame(Padded(frame.Depth, 0), Padded(frame.Height, 1), Padded(frame.Width, 2))
                : frame;
            return
            [
                .. from d in Enumerable.Range(0, counted.Depth.Outputs)
                from h in Enumerable.Range(0, counted.Height.Outputs)
                from w in Enumerable.Range(0, counted.Width.Outputs)
                let count = (double)counted.Depth.Inside(d) * counted.Height.Inside(h) * counted.Width.Inside(w)
                select count == 0 ? 0 : 1 / count,
            ];
        }

        private WindowAxis Padded(WindowAxis slide, int place)
        {
            var axis = place - 3 + Window.Rank;
            return axis < 0
                ? slide
                : slide with
                {
                    Size = checked(Window.Before[axis] + slide.Size + Window.After[axis]),
                    Before = 0,
                };
        }
    }
}
