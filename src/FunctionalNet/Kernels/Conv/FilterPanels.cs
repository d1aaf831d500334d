using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>The filters of a convolution packed in panels for the micro-kernel, one group after the other.</summary>
internal sealed unsafe class FilterPanels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Buffer<T> weights;
    private readonly GemmKernels<T> kernels;
    private readonly PinnedMemory<T> packed;
    private readonly int[] rows;
    private readonly int groups;
    private readonly int filters;
    private readonly int channels;
    private readonly int taps;
    private readonly bool isTurned;

    /// <summary>Initializes a new instance of the <see cref="FilterPanels{T}"/> class.</summary>
    /// <param name="weights">The filters, [groups · filters, channels, taps]; flipped, [groups · channels, filters, taps].</param>
    /// <param name="sizes">The number of groups, and of filters and channels per group.</param>
    /// <param name="taps">The number of taps of a filter.</param>
    /// <param name="isTurned">Whether taps are in reverse order, and filters and channels are swapped.</param>
    /// <param name="kernels">The micro-kernels.</param>
    /// <param name="inVectors">Whether filters are lanes of vectors, rather than rows of a tile.</param>
    public FilterPanels(
        Buffer<T> weights,
        (int Groups, int Filters, int Channels) sizes,
        int taps,
        bool isTurned,
        GemmKernels<T> kernels,
        bool inVectors
    )
    {
        (this.weights, this.taps, this.isTurned, this.kernels) = (weights, taps, isTurned, kernels);
        (groups, filters, channels) = sizes;
        var unit = inVectors ? kernels.Lanes : 1;
        var units = CeilDiv(filters, unit);
        Count = CeilDiv(units, inVectors ? kernels.Vectors : kernels.Rows);
        Width = inVectors ? unit * CeilDiv(units, Math.Max(1, Count)) : GemmKernels<T>.PanelWidth;

        // Distributed evenly, since a tile of one row or one vector is slow.
        rows =
        [
            .. Enumerable
                .Range(0, Count + 1)
                .Select(panel => Math.Min(filters, unit * (int)((long)units * panel / Math.Max(1, Count)))),
        ];
        packed = new PinnedMemory<T>(groups * Count * Length);
    }

    /// <summary>Gets the number of panels of a group.</summary>
    public int Count { get; }

    /// <summary>Gets the stride of the elements of a filter.</summary>
    public int Width { get; }

    /// <summary>Gets the stride of panels.</summary>
    public int Length => Depth * Width;

    private int Depth => channels * taps;

    /// <summary>A panel of a group.</summary>
    public T* Of(int group, int panel) => packed.Pointer + (((nint)group * Count) + panel) * Length;

    /// <summary>The number of filters of a panel.</summary>
    public (int From, int To) Rows(int panel) => (rows[panel], rows[panel + 1]);

    /// <summary>Packs the current filters.</summary>
    public void Pack()
    {
        var target = packed.Pointer;
        for (var panel = 0; panel < groups * Count; panel++, target += Length)
        {
            var (group, place) = Math.DivRem(panel, Count);
            var (row, end) = Rows(place);
            if (isTurned)
            {
                PackTurned(group, row, end, target);
                continue;
            }

            var from = weights.Pointer + ((nint)((group * filters) + row) * Depth);
            kernels.PackColumns(from, Depth, target, Width, end - row, Depth);
        }
    }

    // [channels, filters, taps] to filters by channels and taps, in reverse order.
    [MethodImpl(Compiled.Alone)]
    private void PackTurned(int group, int row, int end, T* target)
    {
        var from = weights.Pointer + ((((nint)group * channels * filters) + row) * taps);
        for (var channel = 0; channel < channels; channel++, from += filters * taps)
        {
            for (var tap = taps - 1; tap >= 0; tap--, target += Width)
            {
                for (var i = 0; i < end - row; i++)
                {
                    target[i] = from[(i * taps) + tap];
                }
            }
        }
    }
}
