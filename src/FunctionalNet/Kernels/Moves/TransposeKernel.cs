using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Permutes axes. Axes that stay adjacent are merged; then either the last axis stays last, and runs of it are copied, or it is exchanged
/// with another, and matrices of these two are transposed in registers.
/// </summary>
internal sealed unsafe class TransposeKernel<T> : RowKernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Buffer<T> x;
    private readonly Buffer<T> y;
    private readonly Layout layout;

    public TransposeKernel(Ints permutation, Buffer<T> x, Buffer<T> y, Team team)
        : this(Layout.Of(permutation, x.Sizes), x, y, team) { }

    private TransposeKernel(Layout layout, Buffer<T> x, Buffer<T> y, Team team)
        : base(layout.From.Length, layout.Rows.Size * layout.Columns.Size, team) =>
        (this.layout, this.x, this.y) = (layout, x, y);

    protected override void Row(int row)
    {
        var (rows, columns) = (layout.Rows, layout.Columns);
        var from = x.Pointer + layout.From[row];
        var to = y.Pointer + layout.To[row];
        if (!layout.IsRuns)
        {
            Transpose<T>.Exact(from, rows.From, rows.Size, to, columns.To, columns.Size);
            return;
        }

        for (var i = 0; i < rows.Size; i++)
        {
            new ReadOnlySpan<T>(from, columns.Size).CopyTo(new Span<T>(to, columns.Size));
            from += rows.From;
            to += rows.To;
        }
    }

    /// <summary>An axis: its size, and its strides in the operand and in the result.</summary>
    private readonly record struct Axis(int Size, int From, int To);

    /// <summary>Matrices of rows and columns, their offsets, and whether their rows are copied or transposed.</summary>
    private sealed record Layout(int[] From, int[] To, Axis Rows, Axis Columns, bool IsRuns)
    {
        // A part of a long matrix is a row of work of its own, with a length that is a multiple of the vector width.
        private const int LongestMatrix = 1 << 13;
        private const int Strip = 64;

        public static Layout Of(Ints permutation, int[] sizes)
        {
            var axes = Merged(permutation, sizes);
            var columns = axes[^1];
            axes.RemoveAt(axes.Count - 1);
            var isRuns = columns.From == 1;
            Axis rows;
            if (isRuns)
            {
                rows = axes.Count > 0 ? axes[^1] : new Axis(1, 0, 0);
                if (axes.Count > 0)
                {
                    axes.RemoveAt(axes.Count - 1);
                }
            }
            else
            {
                var inner = axes.FindIndex(axis => axis.From == 1);
                (rows, columns) = (columns, axes[inner]);
                axes.RemoveAt(inner);
            }

            if ((long)rows.Size * columns.Size > LongestMatrix && rows.Size > Strip && rows.Size % Strip == 0)
            {
                axes.Add(new Axis(rows.Size / Strip, rows.From * Strip, rows.To * Strip));
                rows = rows with { Size = Strip };
            }

            return new Layout(Places(axes, axis => axis.From), Places(axes, axis => axis.To), rows, columns, isRuns);
        }

        // The axes of the result, with axes merged that are also adjacent in the operand, and axes of size 1 dropped.
        private static List<Axis> Merged(Ints permutation, int[] sizes)
        {
            var strides = new int[sizes.Length];
            var stride = 1;
            for (var axis = sizes.Length - 1; axis >= 0; axis--)
            {
                strides[axis] = stride;
                stride *= sizes[axis];
            }

            var merged = new List<Axis>();
            foreach (var axis in permutation.Where(axis => sizes[axis] != 1))
            {
                if (merged.Count > 0 && merged[^1].From == strides[axis] * sizes[axis])
                {
                    merged[^1] = new Axis(merged[^1].Size * sizes[axis], strides[axis], 0);
                }
                else
                {
                    merged.Add(new Axis(sizes[axis], strides[axis], 0));
                }
            }

            if (merged.Count == 0)
            {
                merged.Add(new Axis(1, 1, 0));
            }

            var to = 1;
            for (var i = merged.Count - 1; i >= 0; i--)
            {
                merged[i] = merged[i] with { To = to };
                to *= merged[i].Size;
            }

            return merged;
        }

        private static int[] Places(List<Axis> axes, Func<Axis, int> step)
        {
            int[] places = [0];
            foreach (var axis in axes)
            {
                places =
                [
                    .. places.SelectMany(place => Enumerable.Range(0, axis.Size).Select(i => place + (i * step(axis)))),
                ];
            }

            return places;
        }
    }
}
