using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>ConvTranspose.</content>
public static partial class Ops
{
    /// <summary>
    /// The transposed convolution of [batch, channels, ...] with filters [channels, filters / groups, ...] to [batch, filters, ...]
    /// over 1 to 3 axes: each element spreads over a window, y[i stride + k dilation - padding] += x[i] w[k]. An axis of n becomes
    /// (n - 1) stride + (kernel - 1) dilation + 1 + outputPadding - padding.
    /// </summary>
    /// <remarks>
    /// ONNX: ConvTranspose. It is the gradient of Conv with respect to its input. With <see cref="Padding.Same"/> an axis of n becomes n
    /// stride. CUDA: float, double. Derivative: dx = Conv(dy, w), dw = ConvWeightGrad(dy, x).
    /// </remarks>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="weight">[channels, filters / groups, ...].</param>
    /// <param name="stride">The stride of the window; 1 if absent.</param>
    /// <param name="padding">The amount cropped on both sides; none if absent.</param>
    /// <param name="outputPadding">The amount appended, from 0 to stride - 1; 0 if absent.</param>
    /// <param name="dilation">The distance between elements of a window; 1 if absent.</param>
    /// <param name="groups">The number of groups of channels and filters.</param>
    /// <exception cref="ShapeException">The axes do not match, or the result would be empty.</exception>
    /// <example><code>Expr larger = x.ConvTranspose(weight, stride: 2); // [batch, 8, 7, 7] and [8, 4, 2, 2] to [batch, 4, 14, 14]</code></example>
    public static Expr ConvTranspose(
        this Expr x,
        Expr weight,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? outputPadding = null,
        PerAxis? dilation = null,
        int groups = 1
    )
    {
        const string Rule = "ConvTranspose";
        var window = WindowOf(Rule, x, weight, stride, null, dilation);
        int[] extra = [.. (outputPadding ?? 0).For(window.Rank, 0, Rule, "output padding")];
        int[] totals =
        [
            .. Enumerable.Range(0, window.Rank).Select(axis => window.Reach(axis) + extra[axis] - window.Strides[axis]),
        ];
        var (before, after) = (padding ?? Padding.None).For(window.Rank, Rule, axis => Math.Max(0, totals[axis]));
        if (padding == Padding.Same || padding == Padding.SameLower)
        {
            extra = [.. extra.Zip(totals, (places, total) => places + Math.Max(0, -total))];
        }

        return new(new ConvTransposeOp(window with { Before = before, After = after }, extra, groups), x, weight);
    }

    /// <summary>The transpose of a convolution with the same window and filters.</summary>
    internal sealed record ConvTransposeOp(Window Window, Ints OutputPadding, int Groups) : Op, IOperator, IPrepares
    {
        public static string Onnx => "ConvTranspose";

        public static WeightUse TrainableOperands => WeightUse.At(1, 2);

        public static IEnumerable<Example> Examples =>
            from e in new (
                string Name,
                Shape X,
                Shape W,
                PerAxis? Stride,
                Padding? Padding,
                PerAxis? Extra,
                PerAxis? Dilation,
                int Groups
            )[]
            {
                ("plain", new(2, 3, 4, 5), new(3, 4, 3, 3), null, null, null, null, 1),
                ("padded", new(1, 2, 4, 3), new(2, 3, 3, 3), null, 1, null, null, 1),
                ("same", new(1, 2, 3, 4), new(2, 3, 3, 2), 2, Padding.Same, null, null, 1),
                ("same, stride beyond the filter", new(1, 2, 3, 2), new(2, 3, 1, 2), 3, Padding.Same, null, null, 1),
                ("stride", new(2, 2, 3, 4), new(2, 3, 2, 3), (2, 3), null, null, null, 1),
                ("stride and output padding", new(1, 2, 3, 4), new(2, 3, 3, 3), (2, 3), 1, (1, 2), null, 1),
                ("dilation", new(1, 2, 4, 3), new(2, 3, 2, 3), null, 1, null, (3, 2), 1),
                ("asymmetric", new(1, 2, 4, 5), new(2, 3, 2, 3), 2, Padding.Of((0, 2), (1, 1)), null, null, 1),
                ("groups", new(2, 4, 3, 3), new(4, 3, 3, 3), 2, 1, 1, null, 2),
                ("depthwise", new(2, 3, 4, 3), new(3, 1, 3, 3), 2, 1, null, null, 3),
                ("pointwise", new(2, 5, 3, 4), new(5, 7, 1, 1), null, null, null, null, 1),
                ("one axis", new(2, 3, 5), new(3, 4, 4), 2, 1, null, null, 1),
                ("three axes", new(1, 2, 2, 3, 2), new(2, 3, 2, 2, 3), (2, 1, 1), null, null, (1, 2, 1), 1),
                ("one of everything", new(1, 1, 1, 1), new(1, 1, 1, 1), null, null, null, null, 1),
            }
            select new Example(
                e.Name,
                x => x[0].ConvTranspose(x[1], e.Stride, e.Padding, e.Extra, e.Dilation, e.Groups),
                new Domain(e.X),
                new Domain(e.W)
            );

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => Biased(ConvTransposeNode.Read(node), node.Optional(2));

        public override string ToString() => $"ConvTranspose {Window}{InGroups(Groups)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            Convolved(y, inputs, size, samples => this with { Groups = Groups * samples });

        internal override bool Mixes(Expr y, int operand, int axis) => operand == 1 || axis != 0;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            inputs[1].Require(ElementType.Float, Name);
            var (x, w) = (inputs[0].Shape, inputs[1].Shape);
            if (Groups < 1 || x[1] != w[0] || w[0].Size % Groups != 0)
            {
                throw new ShapeException(
                    Name,
                    $"{x} has {x[1]} channels (axis 1), the filters {w} take {w[0]} (axis 0) in {Groups} groups",
                    "give filters of [channels, filters / groups, ...] and groups that divide both"
                );
            }

            return new(
                new Shape([x[0], checked(w[1].Size * Groups), .. Enumerable.Range(0, Window.Rank).Select(Size)])
            );

            Dim Size(int axis)
            {
                var more = Window.Reach(axis) + OutputPadding[axis] - Window.Before[axis] - Window.After[axis];
                if (OutputPadding[axis] >= Window.Strides[axis])
                {
                    throw new ShapeException(
                        Onnx,
                        $"the output padding {OutputPadding[axis]} of axis {axis + 2} is not below the stride {Window.Strides[axis]}",
                        "append elements with Pad"
                    );
                }

                if (!x[axis + 2].IsKnown && Window.Strides[axis] == 1 && more == 1)
                {
                    return x[axis + 2];
                }

                var size = ((x[axis + 2].Size - 1L) * Window.Strides[axis]) + more;
                return size switch
                {
                    < 1 => throw new ShapeException(
                        Onnx,
                        $"nothing is left of axis {axis + 2} of {x} after removing {Window.Before[axis]} + {Window.After[axis]} elements",
                        $"cut off at least {1 - size} fewer"
                    ),
                    > int.MaxValue => throw new ShapeException(
                        Onnx,
                        $"axis {axis + 2} of {x} grows to {size} elements",
                        "take a smaller stride"
                    ),
                    _ => (int)size,
                };
            }
        }

        internal override long Flops(Expr y) => Products(y.Inputs[0].Shape.Size, y.Inputs[1].Shape);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var w = inputs[1].Span;
            var y = output.Span;
            var frame = Frame.Of(Window, output.Sizes, inputs[0].Sizes);
            var (channels, filters) = (inputs[1].Sizes[0], inputs[1].Sizes[1]);
            y.Clear();
            for (var i = 0; i < x.Length; i++)
            {
                var (place, channel, sample) = (
                    i % frame.Outputs,
                    i / frame.Outputs % channels,
                    i / frame.Outputs / channels
                );
                var first = ((sample * Groups) + (channel / (channels / Groups))) * filters;
                for (var filter = 0; filter < filters; filter++)
                {
                    for (var tap = 0; tap < frame.Taps; tap++)
                    {
                        if (frame.Place(place, tap) is >= 0 and var at)
                        {
                            y[((first + filter) * frame.Size) + at] +=
                                x[i] * w[(((channel * filters) + filter) * frame.Taps) + tap];
                        }
                    }
                }
            }
        }

        public bool IsPrepared(int operand) => operand == 1;

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            IsEmpty(inputs, output) ? new ZeroKernel<T>(output)
            : IsDepthwise(Groups, inputs[1].Shape)
                ? new DepthwiseTransposeKernel<T>(Window, inputs[0], inputs[1], output, team)
            : ConvBackKernel<T>.Fits(Window, inputs[1].Shape)
                ? new ConvBackKernel<T>(Window, Groups, inputs[0], inputs[1], output, team)
            : new ConvTransposeKernel<T>(Window, Groups, inputs[0], inputs[1], output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
            [
                new Expr(new ConvOp(Window, Groups), dy, y.Inputs[1]),
                new Expr(new ConvWeightGradOp(Window, Groups), dy, y.Inputs[0]),
            ];

        internal override OnnxNode ToOnnx(Expr y) =>
            WindowAttributes
                .Written(base.ToOnnx(y)!, Window)
                .With("output_padding", OutputPadding.ToLongs())
                .With("group", (long)Groups);
    }
}
