using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>The matrix product as one <see cref="Gemm{T}"/>, or as one for each matrix of a batch.</summary>
internal sealed unsafe class MatMulKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Small products are shared out whole; each is then computed by one thread, in the same way whoever does it.
    private const double MostFlopsOfASmallProduct = 2e7;
    private const double FlopsWorthAPart = 3e5;

    private readonly Buffer<T> a;
    private readonly Buffer<T> b;
    private readonly Buffer<T> c;
    private readonly Gemm<T> gemm;
    private readonly ImmutableArray<(int A, int B, int C)> batches;
    private readonly Many? many;

    public MatMulKernel(
        (bool A, bool B) isTransposed,
        Buffer<T> a,
        Buffer<T> b,
        Buffer<T> c,
        Team team,
        Epilogue? epilogue = null
    )
    {
        (this.a, this.b, this.c) = (a, b, c);
        var (transA, transB) = isTransposed;
        var (m, n, k) = (c.Sizes[^2], c.Sizes[^1], transA ? a.Sizes[^2] : a.Sizes[^1]);
        if (IsOneProduct(transA, b.Shape))
        {
            // Leading axes of the left operand are more rows of it.
            var rows = c.Sizes[..^1].Aggregate(1, (product, size) => product * size);
            gemm = new Gemm<T>(new GemmShape(rows, n, k, transA, transB), team, epilogue);
            batches = [(0, 0, 0)];
            return;
        }

        gemm = new Gemm<T>(new GemmShape(m, n, k, transA, transB), team);
        batches = Batches(a.Sizes, b.Sizes, c.Sizes, m, n, k);
        var flops = 2.0 * m * n * k;
        if (batches.Length >= team.Threads && flops <= MostFlopsOfASmallProduct)
        {
            many = new Many(this, Math.Max(1, (int)(FlopsWorthAPart / Math.Max(1, flops))));
        }
    }

    /// <summary>Whether the product is one matrix product, so that an epilogue can follow it.</summary>
    public static bool IsOneProduct(bool transA, Shape b) => b.Rank == 2 && !transA;

    public override void Run()
    {
        if (many is not null)
        {
            gemm.Team.Run(many, many.Parts);
            return;
        }

        foreach (var (x, y, z) in batches)
        {
            gemm.Run(a.Pointer + x, b.Pointer + y, c.Pointer + z);
        }
    }

    private static ImmutableArray<(int A, int B, int C)> Batches(int[] a, int[] b, int[] c, int m, int n, int k)
    {
        var sizes = c.AsSpan()[..^2];
        var lefts = new Odometer(sizes, a.AsSpan()[..^2], new int[Odometer.Space(sizes)]);
        var rights = new Odometer(sizes, b.AsSpan()[..^2], new int[Odometer.Space(sizes)]);
        var count = 1;
        foreach (var size in sizes)
        {
            count *= size;
        }

        var places = ImmutableArray.CreateBuilder<(int, int, int)>(count);
        for (var i = 0; i < count; i++)
        {
            places.Add((lefts.Next() * m * k, rights.Next() * k * n, i * m * n));
        }

        return places.MoveToImmutable();
    }

    private sealed class Many(MatMulKernel<T> kernel, int perPart) : Work
    {
        public int Parts { get; } = (kernel.batches.Length + perPart - 1) / perPart;

        public override void Run(int part, int worker)
        {
            var end = Math.Min(kernel.batches.Length, (part + 1) * perPart);
            for (var i = part * perPart; i < end; i++)
            {
                var (x, y, z) = kernel.batches[i];
                kernel.gemm.Run(kernel.a.Pointer + x, kernel.b.Pointer + y, kernel.c.Pointer + z);
            }
        }
    }
}
