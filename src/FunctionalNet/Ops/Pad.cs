using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The content of padding.</summary>
public enum PadMode
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>The reflection without the edge itself: 3 2 | 1 2 3 | 2 1.</summary>
    Reflect,

    /// <summary>The element at the edge: 1 1 | 1 2 3 | 3 3.</summary>
    Edge,
}

/// <content>Pad.</content>
public static partial class Ops
{
    /// <summary>x with padding before and after each axis: [a, b] to [before₀ + a + after₀, before₁ + b + after₁].</summary>
    /// <remarks>
    /// ONNX: Pad. The constant form is a primitive; the others are bodies of Gather. CUDA: float, double, bool. Derivative: constant: dx = a
    /// slice of dy; reflect and edge are bodies of Gather.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="before">The padding before each axis; 0 or more.</param>
    /// <param name="after">The padding after each axis; 0 or more.</param>
    /// <param name="mode">The content of the padding.</param>
    /// <param name="value">The value of the padding in the mode <see cref="PadMode.Constant"/>.</param>
    /// <exception cref="ShapeException">The number of values is not the number of axes, one is negative, or the axis is too short for the
    /// reflection.</exception>
    /// <example><code>Expr framed = images.Pad([0, 1, 1], [0, 1, 1]); // [batch, 28, 28] to [batch, 30, 30]</code></example>
    public static Expr Pad(this Expr x, int[] before, int[] after, PadMode mode = PadMode.Constant, double value = 0) =>
        new(new PadOp(new Ints(before), new Ints(after), mode, mode == PadMode.Constant ? value : 0), x);

    private sealed record PadOp(Ints Before, Ints After, PadMode Mode, double Value) : Op, IOperator
    {
        public static string Onnx => "Pad";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("zeros", x => x[0].Pad([1, 2], [0, 3]), new Domain(new(3, 4))),
                new("ones", x => x[0].Pad([0, 1, 1], [0, 1, 2], value: 1), new Domain(new(2, 3, 4))),
                new("only behind", x => x[0].Pad([0], [5]), new Domain(new(3))),
                new("around nothing", x => x[0].Pad([1, 0], [1, 1]), new Domain(new(2, 0))),
                new("long", x => x[0].Pad([2, 1], [1, 2]), new Domain(new(5, 70))),
                new("reflect", x => x[0].Pad([1, 2], [0, 3], PadMode.Reflect), new Domain(new(3, 4))),
                new("edge", x => x[0].Pad([1, 0, 2], [3, 0, 1], PadMode.Edge), new Domain(new(2, 2, 3))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            var x = node[0];
            var pads = node.Ints(1) ?? throw new FormatException("Pad needs constant pads.");
            var axes = node.Ints(3) ?? [.. Enumerable.Range(0, x.Shape.Rank)];
            var value = node.Constants(2) is [var only] ? only : 0;
            var mode = node.Text("mode", "constant") switch
            {
                "constant" => PadMode.Constant,
                "reflect" => PadMode.Reflect,
                "edge" => PadMode.Edge,
                var other => throw new FormatException($"Pad with mode = {other} is not supported."),
            };
            if (pads.Length != 2 * axes.Length)
            {
                throw new FormatException($"Pad has {pads.Length} pads for {axes.Length} axes.");
            }

            var before = new int[x.Shape.Rank];
            var after = new int[x.Shape.Rank];
            for (var i = 0; i < axes.Length; i++)
            {
                var axis = x.Shape.Axis(axes[i], Onnx);
                (before[axis], after[axis]) = (pads[i], pads[i + axes.Length]);
            }

            // Negative padding crops, including the constant padding of the other side.
            int[] more = [.. before.Select(n => Math.Max(0, n))];
            int[] behind = [.. after.Select(n => Math.Max(0, n))];
            return mode == PadMode.Constant
                ? Cropped(x.Pad(more, behind, mode, value), before, after)
                : Cropped(x, before, after).Pad(more, behind, mode, value);
        }

        public override string ToString() => $"Pad {Mode} {Before} {After}";

        private static Expr Cropped(Expr x, int[] before, int[] after)
        {
            for (var axis = 0; axis < before.Length; axis++)
            {
                var (head, tail) = (Math.Max(0, -(long)before[axis]), Math.Max(0, -(long)after[axis]));
                if (head + tail > 0)
                {
                    x =
                        head + tail <= x.Shape[axis].Size
                            ? x.Narrow(axis, (int)head, x.Shape[axis].Size - (int)(head + tail))
                            : throw new FormatException(
                                $"Pad removes {head} + {tail} elements of axis {axis} of {x.Shape}."
                            );
                }
            }

            return x;
        }

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(this with { Before = new([0, .. Before]), After = new([0, .. After]) }, inputs);

        internal override bool Mixes(Expr y, int operand, int axis) => Before[axis] + After[axis] > 0;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Shape;
            if (Before.Count != x.Rank || After.Count != x.Rank || Before.Concat(After).Any(n => n < 0))
            {
                throw new ShapeException(
                    Name,
                    $"{Before} and {After} do not pad {x}",
                    $"give {x.Rank} numbers of 0 or more for each side; Slice removes elements"
                );
            }

            var dims = new Dim[x.Rank];
            for (var axis = 0; axis < dims.Length; axis++)
            {
                var more = Math.Max(Before[axis], After[axis]);
                if (more > 0 && more > Longest(x[axis].Size))
                {
                    throw new ShapeException(
                        Name,
                        $"axis {axis} of {x} is too short for {more} elements of padding in mode {Mode}",
                        $"pad it by at most {Math.Max(0, Longest(x[axis].Size))}"
                    );
                }

                dims[axis] = more == 0 ? x[axis] : checked(Before[axis] + x[axis].Size + After[axis]);
            }

            return inputs[0].Type with
            {
                Shape = new Shape(dims),
            };
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var (from, to) = (inputs[0].Sizes, output.Sizes);
            for (var i = 0; i < y.Length; i++)
            {
                // The index along each axis, innermost first, and the offset of the source element in x; -1 for none.
                var (rest, stride, source) = (i, 1, 0);
                for (var axis = to.Length - 1; axis >= 0; axis--)
                {
                    var place = Source((rest % to[axis]) - Before[axis], from[axis]);
                    source = source < 0 || place < 0 ? -1 : source + (place * stride);
                    rest /= to[axis];
                    stride *= from[axis];
                }

                y[i] = source < 0 ? T.CreateChecked(Value) : x[source];
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            Before.Count > 0 && output.Length > 0
                ? new PadKernel<T>(Before, Source, Value, inputs[0], output)
                : base.Compile(inputs, output, team);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            if (Mode == PadMode.Constant)
            {
                return null;
            }

            var y = inputs[0];
            for (var axis = 0; axis < Before.Count; axis++)
            {
                if (Before[axis] + After[axis] > 0)
                {
                    var size = y.Shape[axis].Size;
                    var places = Enumerable.Range(-Before[axis], Before[axis] + size + After[axis]);
                    y = y.Gather(Integers([.. places.Select(place => Source(place, size))]), axis);
                }
            }

            return y;
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            if (Mode != PadMode.Constant)
            {
                return base.Vjp(y, dy);
            }

            for (var axis = 0; axis < Before.Count; axis++)
            {
                if (Before[axis] + After[axis] > 0)
                {
                    dy = dy.Narrow(axis, Before[axis], y.Inputs[0].Shape[axis].Size);
                }
            }

            return [dy];
        }

        internal override OnnxNode ToOnnx(Expr y)
        {
            var pads = Integers([.. Before, .. After]);
            return Mode == PadMode.Constant
                ? new(Name, [y.Inputs[0], pads, Constant(Shape.Scalar, [Value], y.Type.Element)])
                : new OnnxNode(Name, [y.Inputs[0], pads]).With("mode", Mode == PadMode.Edge ? "edge" : "reflect");
        }

        // The maximum padding that an axis can provide on one side.
        private int Longest(int size) =>
            Mode switch
            {
                PadMode.Constant => int.MaxValue,
                PadMode.Reflect => size - 1,
                _ => size == 0 ? 0 : int.MaxValue,
            };

        // The source index in x for an index relative to x's first element; -1 for none.
        private int Source(int place, int size) =>
            Mode switch
            {
                PadMode.Constant => (uint)place < (uint)size ? place : -1,
                PadMode.Edge => Math.Clamp(place, 0, size - 1),
                _ => place < 0 ? -place
                : place < size ? place
                : (2 * (size - 1)) - place,
            };
    }
}
