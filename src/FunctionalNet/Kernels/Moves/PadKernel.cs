using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Padding by rows: each row of the result is a row of x with padding at both ends, or padding alone.</summary>
internal sealed class PadKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Ints before;
    private readonly T value;
    private readonly Buffer<T> x;
    private readonly Buffer<T> y;

    // For each axis and index of the result: the offset in x of its source on that axis; -1 for padding.
    private readonly int[][] sources;
    private readonly int[] place;

    /// <summary>Initializes a new instance of the <see cref="PadKernel{T}"/> class.</summary>
    /// <param name="before">The padding before each axis.</param>
    /// <param name="sourceOf">Maps an index relative to the first element of an axis of x, and the size of the axis, to the source index;
    /// -1 for padding.</param>
    /// <param name="value">The padding value.</param>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result.</param>
    public PadKernel(Ints before, Func<int, int, int> sourceOf, double value, Buffer<T> x, Buffer<T> y)
    {
        (this.before, this.value, this.x, this.y) = (before, T.CreateChecked(value), x, y);
        place = new int[y.Sizes.Length];
        var strides = new int[x.Sizes.Length];
        Indexing.Strides(x.Sizes, strides);
        sources =
        [
            .. strides.Select(
                (stride, axis) =>
                    Enumerable
                        .Range(-before[axis], y.Sizes[axis])
                        .Select(p => sourceOf(p, x.Sizes[axis]) is >= 0 and var source ? source * stride : -1)
                        .ToArray()
            ),
        ];
    }

    public override void Run()
    {
        Array.Clear(place);
        var row = y.Sizes[^1];
        for (var to = 0; to < y.Length; to += row)
        {
            var result = y.Span.Slice(to, row);
            var from = Start();
            if (from < 0)
            {
                result.Fill(value);
            }
            else
            {
                Fill(x.Span.Slice(from, x.Sizes[^1]), result);
            }

            Advance();
        }
    }

    private int Start()
    {
        var start = 0;
        for (var axis = 0; axis < place.Length - 1; axis++)
        {
            var source = sources[axis][place[axis]];
            start = source < 0 || start < 0 ? -1 : start + source;
        }

        return start;
    }

    private void Fill(ReadOnlySpan<T> from, Span<T> to)
    {
        var source = sources[^1];
        var first = before[^1];
        for (var i = 0; i < first; i++)
        {
            to[i] = source[i] < 0 ? value : from[source[i]];
        }

        from.CopyTo(to[first..]);
        for (var i = first + from.Length; i < to.Length; i++)
        {
            to[i] = source[i] < 0 ? value : from[source[i]];
        }
    }

    private void Advance()
    {
        for (var axis = place.Length - 2; axis >= 0 && ++place[axis] == y.Sizes[axis]; axis--)
        {
            place[axis] = 0;
        }
    }
}
