using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>Slice.</content>
public static partial class Ops
{
    /// <summary>
    /// <paramref name="count"/> elements of an axis: start, start + step, ... A negative step goes backwards; the other axes are unchanged.
    /// </summary>
    /// <remarks>
    /// ONNX: Slice on one axis. PyTorch: <c>narrow</c>. CUDA: float, double, int64, bool. Derivative: dx = dy between zeros (Concat), reversed and spread
    /// by the step.
    /// </remarks>
    /// <exception cref="ShapeException">An index is outside of the axis.</exception>
    /// <example><code>Expr firstHalf = x.Narrow(axis: -1, start: 0, count: 8);</code></example>
    public static Expr Narrow(this Expr x, int axis, int start, int count, int step = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        var place = x.Shape.Axis(axis, nameof(Narrow));
        return start == 0 && step == 1 && x.Shape[place] == count ? x : new(new SliceOp(place, start, count, step), x);
    }

    /// <summary>
    /// The indices of an axis from a start to before an end, as Python's <c>x[start:end:step]</c>: negative ones count from the end of the axis, and
    /// indices outside of it are left out.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis, counted from the end if negative.</param>
    /// <param name="start">The first index; if absent, that of the first element, or of the last with a negative step.</param>
    /// <param name="end">The index before which it ends; if absent, all the rest.</param>
    /// <param name="step">The distance between indices; backwards if negative.</param>
    /// <remarks>ONNX: Slice on one axis. <see cref="Narrow"/> takes a start and a count.</remarks>
    /// <exception cref="ShapeException">There is no such axis, its size is free, or the step is 0.</exception>
    /// <example><code>
    /// Expr middle = x.Slice(axis: 1, start: 1, end: -1);
    /// Expr backwards = x.Slice(axis: 0, step: -1);
    /// </code></example>
    public static Expr Slice(this Expr x, int axis, int? start = null, int? end = null, int step = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (step == 0)
        {
            throw new ShapeException(
                nameof(Slice),
                "the step is 0",
                "give the distance between indices, negative to go backwards"
            );
        }

        var size = x.Shape[x.Shape.Axis(axis, nameof(Slice))].Size;
        var (least, most) = step > 0 ? (0, size) : (-1, size - 1);
        var first =
            start is { } one ? Within(one)
            : step > 0 ? least
            : most;
        var last =
            end is { } other ? Within(other)
            : step > 0 ? most
            : least;
        var way = step > 0 ? (long)last - first : (long)first - last;
        var each = Math.Abs((long)step);
        var count = way <= 0 ? 0 : (way + each - 1) / each;
        return x.Narrow(axis, count == 0 ? 0 : first, (int)count, step);

        int Within(int place) => (int)Math.Clamp(place < 0 ? (long)place + size : place, least, most);
    }

    /// <summary>A range of an axis, as <c>1..3</c>, <c>..^1</c> or <c>^2..</c>; the other axes are unchanged.</summary>
    /// <remarks>ONNX: Slice on one axis.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or the range is outside of it.</exception>
    /// <example><code>Expr withoutLast = x.Slice(axis: 1, ..^1);</code></example>
    public static Expr Slice(this Expr x, int axis, Range range)
    {
        ArgumentNullException.ThrowIfNull(x);
        var size = x.Shape[x.Shape.Axis(axis, nameof(Slice))].Size;
        var (start, end) = (range.Start.GetOffset(size), range.End.GetOffset(size));
        return start >= 0 && start <= end && end <= size
            ? x.Narrow(axis, start, end - start)
            : throw new ShapeException(
                nameof(Slice),
                $"axis {axis} of {x.Shape} does not contain the range {range}",
                $"give a range within 0..{size}"
            );
    }

    private sealed record SliceOp(int Axis, int Start, int Count, int Step) : Op, IOperator
    {
        public static string Onnx => "Slice";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("head", x => x[0].Narrow(0, 0, 2), new Domain(new(5, 3))),
                new("middle", x => x[0].Narrow(1, 1, 2), new Domain(new(2, 4, 3))),
                new("every second", x => x[0].Narrow(-1, 1, 2, 2), new Domain(new(2, 5))),
                new("every third to the end", x => x[0].Narrow(0, 0, 3, 3), new Domain(new(7, 2))),
                new("reversed", x => x[0].Narrow(0, 4, 5, -1), new Domain(new(5, 2))),
                new("backwards by two", x => x[0].Narrow(0, 4, 2, -2), new Domain(new(6))),
                new("nothing", x => x[0].Narrow(0, 1, 0), new Domain(new(5, 2))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            var starts = Bounds(node, 1) ?? throw new FormatException("Slice needs constant starts.");
            var ends = Bounds(node, 2) ?? throw new FormatException("Slice needs constant ends.");
            var axes = node.Ints(3) ?? [.. Enumerable.Range(0, starts.Length)];
            var steps = Bounds(node, 4) ?? [.. starts.Select(_ => 1L)];
            if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            {
                throw new FormatException("Slice needs as many ends, axes and steps as starts.");
            }

            var x = node[0];
            for (var i = 0; i < starts.Length; i++)
            {
                // ONNX clamps both ends, and counts negative ones from the end of the axis.
                var size = x.Shape[x.Shape.Axis(axes[i], Onnx)].Size;
                var (low, high) = steps[i] > 0 ? (0L, size) : (-1L, size - 1L);
                var start = Math.Clamp(
                    starts[i] < 0 ? starts[i] + size : starts[i],
                    Math.Max(low, 0),
                    Math.Max(high, 0)
                );
                var end = Math.Clamp(ends[i] < 0 ? Math.Max(ends[i] + size, -1) : ends[i], low, size);
                var way = steps[i] > 0 ? end - start : start - end;
                var step = Math.Abs(steps[i]);
                var count = way <= 0 || step == 0 || size == 0 ? 0 : (way + step - 1) / step;
                x = x.Narrow(axes[i], (int)start, (int)count, (int)steps[i]);
            }

            return x;
        }

        public override string ToString() => $"Slice axis {Axis} from {Start}, {Count} by {Step}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) => new(this with { Axis = Axis + 1 }, inputs);

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Shape;
            var last = Start + ((Count - 1L) * Step);
            var size = x[Axis].Size;
            return Step != 0 && Count >= 0 && (Count == 0 || (Start >= 0 && Start < size && last >= 0 && last < size))
                ? new(x.With(Axis, Count), inputs[0].Type.Element)
                : throw new ShapeException(
                    Name,
                    $"{Count} indices from {Start} by {Step} are outside of axis {Axis} of {x}",
                    $"stay within 0 to {size - 1}"
                );
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var run = 1;
            foreach (var size in output.Sizes.AsSpan(Axis + 1))
            {
                run *= size;
            }

            // Adjacent elements are copied together.
            var stride = inputs[0].Sizes[Axis] * run;
            var (count, length) = Step == 1 ? (1, Count * run) : (Count, run);
            for (var (from, to) = (0, 0); to < y.Length; from += stride)
            {
                for (var i = 0; i < count; i++, to += length)
                {
                    x.Slice(from + ((Start + (i * Step)) * run), length).CopyTo(y[to..]);
                }
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var shape = y.Inputs[0].Shape;
            if (Count == 0)
            {
                return [Constant(0).Expand(shape)];
            }

            // A negative step is a positive one on the reversed cotangent.
            var flow = Step > 0 ? dy : dy.Narrow(Axis, Count - 1, Count, -1);
            var (first, step) = Step > 0 ? (Start, Step) : (Start + ((Count - 1) * Step), -Step);
            if (step > 1)
            {
                // Fill the gaps of the step with zeros: [.., n] to [.., n, step], flattened, without the last gap.
                var column = flow.Unsqueeze(Axis + 1);
                var gaps = Concat(Axis + 1, column, Constant(0).Expand(column.Shape.With(Axis + 1, step - 1)));
                flow = gaps.Reshape(dy.Shape.With(Axis, Count * step)).Narrow(Axis, 0, ((Count - 1) * step) + 1);
            }

            var after = shape[Axis].Size - first - flow.Shape[Axis].Size;
            return
            [
                Concat(
                    Axis,
                    [
                        .. first > 0 ? [Constant(0).Expand(shape.With(Axis, first))] : Array.Empty<Expr>(),
                        flow,
                        .. after > 0 ? [Constant(0).Expand(shape.With(Axis, after))] : Array.Empty<Expr>(),
                    ]
                ),
            ];
        }

        // Exporters write the largest int64 for "to the end"; values beyond an int are clamped anyway.
        private static long[]? Bounds(OnnxNode node, int input) =>
            node.Constants(input)?.Select(value => (long)Math.Clamp(value, -int.MaxValue, int.MaxValue)).ToArray();

        internal override OnnxNode ToOnnx(Expr y)
        {
            // ONNX reads an end of -1 as the last element, so an end before the first element is written as the minimum.
            var end = Start + (Count * Step);
            return new(
                Name,
                [y.Inputs[0], Integers(Start), Integers(end < 0 ? int.MinValue : end), Integers(Axis), Integers(Step)]
            );
        }
    }
}
