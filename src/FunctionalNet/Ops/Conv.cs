using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Conv.</content>
public static partial class Ops
{
    /// <summary>
    /// The convolution (in the usual sense of the field: cross-correlation) of [batch, channels, ...] with filters [filters, channels /
    /// groups, ...] to [batch, filters, ...] over 1 to 3 axes: y[o] = Σ x[o stride + k dilation - padding] w[k] over the channels of a
    /// group and the positions k of a filter.
    /// </summary>
    /// <remarks>
    /// ONNX: Conv. Add a bias separately: <c>x.Conv(weight) + bias.Reshape(-1, 1, 1)</c>. CUDA: float, double. Derivative: dx =
    /// ConvTranspose(dy, w), dw = ConvWeightGrad(x, dy).
    /// </remarks>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="weight">[filters, channels / groups, ...].</param>
    /// <param name="stride">The stride of the window; 1 if absent.</param>
    /// <param name="padding">The zeros around x; none if absent.</param>
    /// <param name="dilation">The distance between elements of a window; 1 if absent.</param>
    /// <param name="groups">The number of groups of channels and filters; each filter sees the channels of its own group.</param>
    /// <exception cref="ShapeException">The axes do not match, or the input is smaller than the window.</exception>
    /// <example><code>Expr y = images.Conv(weight, padding: Padding.Same); // [batch, 3, 28, 28] and [8, 3, 5, 5] to [batch, 8, 28, 28]</code></example>
    public static Expr Conv(
        this Expr x,
        Expr weight,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? dilation = null,
        int groups = 1
    ) => new(new ConvOp(WindowOf("Conv", x, weight, stride, padding, dilation), groups), x, weight);

    private static Window WindowOf(
        string rule,
        Expr x,
        Expr weight,
        PerAxis? stride,
        Padding? padding,
        PerAxis? dilation
    ) =>
        Window.Axes(rule, x.Shape) == weight.Shape.Rank - 2 && weight.Shape.IsKnown
            ? Window.Of(rule, x.Shape, weight.Shape[2..].Sizes(), stride, padding, dilation)
            : throw new ShapeException(
                rule,
                $"filters of {weight.Shape} do not slide over {x.Shape}",
                $"give filters of known size with {x.Shape.Rank} axes"
            );

    // Filters of one channel, with few filters per channel, are too thin for a matrix product.
    private static bool IsDepthwise(int groups, Shape weight) =>
        groups > 1 && weight[1] == 1 && weight[0].Size < 4 * groups;

    /// <summary>Whether a convolution has nothing to multiply: no sample, no channel, no filter, or only padding.</summary>
    private static bool IsEmpty<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        output.Length == 0 || inputs.Any(input => input.Length == 0);

    // An empty sample is padded with zeros too, and 0 times an infinite weight is NaN.
    private static Kernel OfNothing<T>(Op op, ImmutableArray<Buffer<T>> inputs, Buffer<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        output.Length > 0 && inputs[0].Length == 0 && inputs[1].Length > 0
            ? new ReferenceKernel<T>(op, inputs, output)
            : new ZeroKernel<T>(output);

    /// <summary>
    /// The additions and multiplications if each of a number of elements is multiplied by every element of one filter of [filters,
    /// channels, ...].
    /// </summary>
    private static long Products(long numbers, Shape filters) => 2 * numbers * filters[1..].Size;

    /// <summary>[a, b, c, ...] to [b, a, c, ...].</summary>
    private static Expr SwapFirstTwo(Expr x) => x.Transpose([1, 0, .. Enumerable.Range(2, x.Shape.Rank - 2)]);

    private static string InGroups(int groups) => groups == 1 ? string.Empty : $" groups {groups}";

    internal sealed record ConvOp(Window Window, int Groups) : Op, IOperator, IEpilogueHost, ISamplewise, IPrepares
    {
        public static string Onnx => "Conv";

        public static WeightUse TrainableOperands => WeightUse.At(1, 2);

        public static IEnumerable<Example> Examples => ConvExamples.Of(Build);

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            var window = WindowAttributes.OfFilters(node);
            var y = node[0].Conv(node[1], window.Strides, window.Padding, window.Dilations, node.Int32("group", 1));
            return Biased(y, node.Optional(2));
        }

        public override string ToString() => $"Conv {Window}{InGroups(Groups)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            Convolved(y, inputs, size, samples => this with { Groups = Groups * samples });

        internal override bool Mixes(Expr y, int operand, int axis) => operand == 1 || axis != 0;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            inputs[1].Require(ElementType.Float, Name);
            var (x, w) = (inputs[0].Shape, inputs[1].Shape);

            // In the derivative by the filters, samples act as channels: they may be free.
            if (Groups < 1 || w[0].Size % Groups != 0 || x[1] != Dim.Product([w[1], Groups]))
            {
                throw new ShapeException(
                    Name,
                    $"{x} has {x[1]} channels (axis 1), the filters {w} take {w[1]} in each of {Groups} groups (axis 1)",
                    Groups >= 1 && x[1].IsKnown && x[1].Size % Groups == 0 && w[0].Size % Groups == 0
                        ? $"give filters of [{w[0]}, {x[1].Size / Groups}, ...]"
                        : "let the groups divide the channels and the filters"
                );
            }

            return new(new Shape([x[0], w[0], .. Enumerable.Range(0, Window.Rank).Select(Outputs)]));

            Dim Outputs(int axis) => Window.Outputs(Onnx, x, axis);
        }

        internal override long Flops(Expr y) => Products(y.Shape.Size, y.Inputs[1].Shape);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var w = inputs[1].Span;
            var y = output.Span;
            var frame = Frame.Of(Window, inputs[0].Sizes, output.Sizes);
            var (filters, channels) = (inputs[1].Sizes[0], inputs[1].Sizes[1]);
            for (var i = 0; i < y.Length; i++)
            {
                var (place, filter, sample) = (
                    i % frame.Outputs,
                    i / frame.Outputs % filters,
                    i / frame.Outputs / filters
                );
                var first = ((sample * Groups) + (filter / (filters / Groups))) * channels;
                var sum = T.Zero;
                for (var channel = 0; channel < channels; channel++)
                {
                    for (var tap = 0; tap < frame.Taps; tap++)
                    {
                        // Padding is 0, and 0 times an infinite weight is NaN.
                        sum +=
                            (
                                frame.Place(place, tap) is >= 0 and var at
                                    ? x[((first + channel) * frame.Size) + at]
                                    : T.Zero
                            ) * w[(((filter * channels) + channel) * frame.Taps) + tap];
                    }
                }

                y[i] = sum;
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            Compile(inputs, output, team, null);

        public bool CanHost(Expr y) => y.Inputs.All(x => !x.Shape.IsKnown || x.Shape.Size > 0);

        public bool IsPerSample(Expr y, int operand) => operand == 0;

        public bool IsPrepared(int operand) => operand == 1;

        public int Width(Expr y) => y.Shape[2..].Size;

        public Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team, Epilogue? epilogue)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            IsEmpty(inputs, output) ? OfNothing(this, inputs, output)
            : IsDepthwise(Groups, inputs[1].Shape)
                ? new DepthwiseKernel<T>(Window, inputs[0], inputs[1], output, team, epilogue)
            : ConvKernel<T>.Of(Window, Groups, inputs[0], inputs[1], output, team, epilogue);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var (x, w) = (y.Inputs[0], y.Inputs[1]);
            return [Back(dy, w, Window, Groups, x.Shape), new Expr(new ConvWeightGradOp(Window, Groups), x, dy)];
        }

        internal override OnnxNode ToOnnx(Expr y) =>
            WindowAttributes.Written(base.ToOnnx(y)!, Window).With("group", (long)Groups);

        private static Expr Build(Expr[] x, PerAxis? stride, Padding? padding, PerAxis? dilation, int groups) =>
            x[0].Conv(x[1], stride, padding, dilation, groups);
    }

    /// <summary>Adds a bias with one number per channel to [batch, channels, ...]; no-op without a bias.</summary>
    private static Expr Biased(Expr y, Expr? bias)
    {
        if (bias is null)
        {
            return y;
        }

        return bias.Shape.Equals(new Shape(y.Shape[1]))
            ? y + bias.Reshape([-1, .. Enumerable.Repeat(1, y.Shape.Rank - 2)])
            : throw new ShapeException(
                nameof(Conv),
                $"the bias is {bias.Shape}, and the result has {y.Shape[1]} channels",
                "the bias has one number for each channel"
            );
    }

    /// <summary>
    /// The cotangent of a convolution's input: the transposed convolution, with output padding up to <paramref name="to"/>.
    /// </summary>
    private static Expr Back(Expr dy, Expr weight, Window window, int groups, Shape to)
    {
        int[] rests = [.. Enumerable.Range(0, window.Rank).Select(axis => window.Rest(to, axis))];
        return new(new ConvTransposeOp(window, rests, groups), dy, weight);
    }
}
