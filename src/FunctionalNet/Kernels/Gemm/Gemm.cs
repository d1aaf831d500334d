using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// The matrix product C = op(A) op(B), or C += op(A) op(B). By tiles, each element of C is one chain of multiply-adds in the order of k,
/// whatever the blocking and the threads; by dot products, the order depends on K alone, except on processors without AVX2. So the bits of
/// a result never depend on the threads.
/// </summary>
internal sealed unsafe class Gemm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GemmShape s;
    private readonly Team team;
    private readonly GemmKernels<T> kernels;
    private readonly GemmBlocking blocking;
    private readonly GemmPath<T> path;
    private readonly Product product;

    /// <summary>Initializes a new instance of the <see cref="Gemm{T}"/> class.</summary>
    /// <param name="shape">The sizes and the layout.</param>
    /// <param name="team">The threads.</param>
    /// <param name="epilogue">Applied to each finished block of C.</param>
    /// <param name="accumulate">Whether the product is added to C.</param>
    /// <param name="width">The vector width; the process's default if absent.</param>
    /// <param name="blocking">The blocking; chosen by the shape if absent.</param>
    /// <param name="isPrepared">Whether B is constant over many products, and packed by <see cref="Prepare"/>.</param>
    public Gemm(
        GemmShape shape,
        Team team,
        Epilogue? epilogue = null,
        bool accumulate = false,
        SimdWidth? width = null,
        GemmBlocking? blocking = null,
        bool isPrepared = false
    )
    {
        (s, this.team) = (shape, team);
        kernels = GemmKernels<T>.For(width ?? Simd.Width);
        this.blocking = blocking ?? GemmBlocking.For(shape, kernels, team.Threads, accumulate, isPrepared);
        path = GemmPath<T>.Of(new GemmTask<T>(shape, kernels, this.blocking, accumulate, epilogue));
        product = new Product(this);
        GemmScratch<T>.Reserve(path.Scratch);
    }

    public Team Team => team;

    /// <summary>Packs the current B, for products that are prepared.</summary>
    public void Prepare(T* b) => path.Prepare(b);

    public void Run(T* a, T* b, T* c)
    {
        if (s.M == 0 || s.N == 0)
        {
            return;
        }

        var parts = blocking.RowParts * blocking.ColumnParts;
        if (parts > 1 && !team.IsInside)
        {
            product.Run(team, parts, a, b, c);
            return;
        }

        for (var part = 0; part < parts; part++)
        {
            Run(a, b, c, part, team.Worker);
        }
    }

    private void Run(T* a, T* b, T* c, int part, int worker)
    {
        var (i, j) = Math.DivRem(part, blocking.ColumnParts);
        var panels = CeilDiv(s.M, kernels.Rows);
        var row = PartStart(panels, blocking.RowParts, i) * kernels.Rows;
        var rows = Math.Min(s.M, PartStart(panels, blocking.RowParts, i + 1) * kernels.Rows) - row;
        var column = path.Column(j);
        var columns = Math.Min(s.N, path.Column(j + 1)) - column;
        if (rows > 0 && columns > 0)
        {
            path.Run(a, b, c, row, rows, column, columns, worker);
        }
    }

    private sealed class Product(Gemm<T> gemm) : ParallelBody
    {
        private T* a;
        private T* b;
        private T* c;

        public void Run(Team team, int parts, T* a, T* b, T* c)
        {
            this.a = a;
            this.b = b;
            this.c = c;
            team.Run(this, parts);
        }

        public override void Run(int part, int worker) => gemm.Run(a, b, c, part, worker);
    }
}
