using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// The transformed filters U = G g Gᵀ of Winograd's convolution F(2 x 2, 3 x 3): a filter of 3 x 3 is 16 numbers, each in a matrix of its
/// own, [filters, channels], packed in panels for the micro-kernel.
/// </summary>
internal sealed unsafe class WinogradFilters<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements of a transformed tile.</summary>
    public const int Places = 16;

    private const int Taps = 9;

    private readonly Buffer<T> weights;
    private readonly PinnedMemory<T> packed;
    private readonly int groups;
    private readonly int filters;
    private readonly int channels;
    private readonly bool isTurned;
    private readonly Team team;
    private readonly Partition partition;

    /// <summary>Initializes a new instance of the <see cref="WinogradFilters{T}"/> class.</summary>
    /// <param name="weights">The filters, [groups · filters, channels, 9]; flipped, [groups · channels, filters, 9].</param>
    /// <param name="sizes">The number of groups, and of filters and channels per group.</param>
    /// <param name="isTurned">Whether taps are in reverse order, and filters and channels are swapped.</param>
    /// <param name="rows">The maximum number of filters of a panel.</param>
    /// <param name="team">The threads that transform.</param>
    public WinogradFilters(
        Buffer<T> weights,
        (int Groups, int Filters, int Channels) sizes,
        bool isTurned,
        int rows,
        Team team
    )
    {
        (this.weights, this.isTurned, this.team) = (weights, isTurned, team);
        (groups, filters, channels) = sizes;
        Panels = CeilDiv(filters, rows);
        packed = new PinnedMemory<T>(groups * Places * Panels * Length);
        partition = new Partition(groups * Panels, Transform, weights.Length < FlopsWorthAThread / Places);
    }

    /// <summary>Gets the number of panels of a group.</summary>
    public int Panels { get; }

    private int Length => channels * GemmKernels<T>.PanelWidth;

    /// <summary>The first filter of a panel; filters are distributed evenly, since a tile of one row is slow.</summary>
    public int Row(int panel) => PartStart(filters, Panels, panel);

    /// <summary>A panel of the matrix of one element: element (filter, channel) at channel · PanelWidth + filter.</summary>
    public T* Of(int group, int place, int panel) =>
        packed.Pointer + (((((nint)group * Places) + place) * Panels) + panel) * Length;

    /// <summary>Transforms the current filters.</summary>
    public void Pack() => partition.Run(team);

    /// <summary>Copies a filter as it is: its elements in the order of channels and taps.</summary>
    public void Copy(int group, int filter, T* target)
    {
        for (var channel = 0; channel < channels; channel++, target += Taps)
        {
            var from = Filter(group, filter, channel);
            for (var tap = 0; tap < Taps; tap++)
            {
                target[tap] = from[isTurned ? Taps - 1 - tap : tap];
            }
        }
    }

    // Optimized at once: most networks transform their filters a single time.
    [MethodImpl(Compiled.Alone)]
    private void Transform(int part, int worker)
    {
        var (group, panel) = Math.DivRem(part, Panels);
        var (from, end) = (Row(panel), Row(panel + 1));
        var first = Of(group, 0, panel);
        var apart = (nint)Panels * Length;
        for (var filter = from; filter < end; filter++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var g = Filter(group, filter, channel);
                Transform(g, first + ((nint)channel * GemmKernels<T>.PanelWidth) + filter - from, apart);
            }
        }
    }

    private T* Filter(int group, int filter, int channel) =>
        weights.Pointer
        + (nint)Taps
            * (
                isTurned
                    ? ((((nint)group * channels) + channel) * filters) + filter
                    : ((((nint)group * filters) + filter) * channels) + channel
            );

    // The rows of G: g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, g2; in double, so that only the result is rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Transform(T* g, T* target, nint apart)
    {
        var rows = stackalloc double[12];
        for (var j = 0; j < 3; j++)
        {
            var (g0, g1, g2) = (Tap(g, j), Tap(g, 3 + j), Tap(g, 6 + j));
            rows[j] = g0;
            rows[3 + j] = 0.5 * (g0 + g2 + g1);
            rows[6 + j] = 0.5 * (g0 + g2 - g1);
            rows[9 + j] = g2;
        }

        for (var i = 0; i < 4; i++, rows += 3)
        {
            Store(0, rows[0]);
            Store(1, 0.5 * (rows[0] + rows[2] + rows[1]));
            Store(2, 0.5 * (rows[0] + rows[2] - rows[1]));
            Store(3, rows[2]);

            void Store(int j, double value) => target[((4 * i) + j) * apart] = T.CreateTruncating(value);
        }
    }

    private double Tap(T* g, int tap) => double.CreateTruncating(g[isTurned ? Taps - 1 - tap : tap]);
}
