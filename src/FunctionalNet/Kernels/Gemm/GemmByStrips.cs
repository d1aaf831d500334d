using System.Numerics;
using System.Runtime.CompilerServices;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// Tiles of C in registers, with a B that is constant over many products and packed once. Panels of A that stay in the L2 cache are
/// multiplied by each strip of B before the next, so that B, which is most of the memory traffic of a product of few rows, is read
/// sequentially.
/// </summary>
internal sealed unsafe class GemmByStrips<T>(GemmTask<T> task) : GemmPath<T>(task)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Finished columns are passed to the epilogue in groups of about this many elements.
    private const int EpilogueElements = 16 * 1024;

    private readonly GemmShape s = task.Shape;
    private readonly GemmKernels<T> kernels = task.Kernels;
    private readonly GemmBlocking blocking = task.Blocking;
    private readonly GemmStrips<T> strips = new(task.Shape, task.Kernels);
    private readonly int panelSize = GemmKernels<T>.PanelWidth * task.Shape.K;

    public override int Scratch =>
        blocking.PackA ? panelSize * Math.Min(blocking.Panels, CeilDiv(s.M, kernels.Rows)) : 0;

    public override int Column(int part) => strips.Column(PartStart(strips.Count, blocking.ColumnParts, part));

    public override void Prepare(T* b) => strips.Pack(b);

    public override void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        var panels = CeilDiv(rows, kernels.Rows);
        var (low, higher) = Math.DivRem(rows, panels);
        var blocks = CeilDiv(panels, blocking.Panels);
        for (var block = 0; block < blocks; block++)
        {
            var (first, end) = (PartStart(panels, blocks, block), PartStart(panels, blocks, block + 1));
            var together = new GemmPanels(row, low, higher, first, end, block == 0, blocks == 1);
            Block(a, c, together, column, columns, worker);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Block(T* a, T* c, in GemmPanels block, int column, int columns, int worker)
    {
        var scratch = GemmScratch<T>.Reserve(Scratch);
        for (var panel = block.First; blocking.PackA && panel < block.End; panel++)
        {
            var target = scratch + ((nint)(panel - block.First) * panelSize);
            var (width, used) = (GemmKernels<T>.PanelWidth, block.Rows(panel));
            if (s.TransA)
            {
                kernels.PackRows(a + block.Row(panel), s.M, target, width, used, s.K);
            }
            else
            {
                kernels.PackColumns(a + ((nint)block.Row(panel) * s.K), s.K, target, width, used, s.K);
            }
        }

        var (row, rows) = (block.Row(block.First), block.Row(block.End) - block.Row(block.First));
        var end = strips.At(column + columns == s.N ? strips.Column(strips.Count) : column + columns);
        for (var strip = strips.At(column); strip < end; strip++)
        {
            Strip(a, scratch, c, block, strip);
            var behind = Math.Min(s.N, strips.Column(strip + 1));
            if (Task.Epilogue is not null && (strip + 1 == end || (behind - column) * rows >= EpilogueElements))
            {
                Task.Epilogue.Run(row, rows, column, behind - column, worker);
                column = behind;
            }
        }
    }

    // A part of a strip, which stays in the L1 cache, is multiplied by all panels before the next part.
    [MethodImpl(Compiled.Alone)]
    private void Strip(T* a, T* scratch, T* c, in GemmPanels block, int strip)
    {
        var column = strips.Column(strip);
        var width = strips.Column(strip + 1) - column;
        var lanes = s.N - column - width + kernels.Lanes;
        var (isEdge, vectors) = (lanes < kernels.Lanes, width / kernels.Lanes);
        var (aRow, aDepth) =
            blocking.PackA ? ((nint)1, (nint)GemmKernels<T>.PanelWidth)
            : s.TransA ? (1, s.M)
            : (s.K, 1);
        var right = strips.Of(strip);
        var k = 0;
        for (var left = Math.Max(1, CeilDiv(s.K, blocking.Depth)); left > 0; left--)
        {
            var depth = Math.Min(blocking.Depth, s.K - k);

            // While the panels use this part, each prefetches a share of the next one.
            var step = CeilDiv(width, block.End - block.First);
            for (var panel = block.First; panel < block.End; panel++)
            {
                var row = block.Row(panel);
                var from = blocking.PackA
                    ? scratch + ((nint)(panel - block.First) * panelSize) + (k * aDepth)
                    : a + (row * aRow) + (k * aDepth);
                var to = c + ((nint)row * s.N) + column;
                var next = right + ((nint)depth * width) + ((nint)(panel - block.First) * depth * step);
                kernels
                    .Tile(block.Rows(panel), vectors, isEdge)
                    .RunWithPrefetch(
                        depth,
                        from,
                        aRow,
                        aDepth,
                        right,
                        width,
                        next,
                        step,
                        to,
                        s.N,
                        lanes,
                        Task.Accumulate || k > 0
                    );
            }

            right += (nint)depth * width;
            k += depth;
        }
    }
}
