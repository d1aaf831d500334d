using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>The matrix product as one <see cref="Gemm{T}"/>, or as one for each matrix of a batch.</summary>
internal sealed unsafe class MatMulKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Small products are distributed whole; each is computed by one thread, the same way on any thread.
    private const double MaxFlopsOfASmallProduct = 2e7;
    private const double FlopsWorthAPart = 3e5;

    private readonly Buffer<T> a;
    private readonly Buffer<T> b;
    private readonly Buffer<T> c;
    private readonly Gemm<T> gemm;
    private readonly ImmutableArray<(int A, int B, int C)> batches;
    private readonly Partition? products;
    private readonly bool isPrepared;

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
        if (IsOneProduct(transA, a.Shape, b.Shape))
        {
            // Leading axes of the left operand are additional rows.
            var rows = c.Sizes[..^1].Aggregate(1, (product, size) => product * size);
            isPrepared = b.IsFixed;
            gemm = new Gemm<T>(new GemmShape(rows, n, k, transA, transB), team, epilogue, isPrepared: isPrepared);
            batches = [(0, 0, 0)];
            return;
        }

        gemm = new Gemm<T>(new GemmShape(m, n, k, transA, transB), team);
        batches = Batches(a.Sizes, b.Sizes, c.Sizes, m, n, k);
        var flops = 2.0 * m * n * k;
        if (batches.Length >= team.Threads && flops <= MaxFlopsOfASmallProduct)
        {
            var perPart = Math.Max(1, (int)(FlopsWorthAPart / Math.Max(1, flops)));
            products = new Partition(
                CeilDiv(batches.Length, perPart),
                (part, _) => Products(part * perPart, Math.Min(batches.Length, (part + 1) * perPart))
            );
        }
    }

    /// <summary>Whether it is one matrix product, so that it can have an epilogue.</summary>
    public static bool IsOneProduct(bool transA, Shape a, Shape b) =>
        b.Rank == 2 && (!transA || (a[..^2].IsKnown && a[..^2].Size == 1));

    public override void Prepare()
    {
        if (isPrepared)
        {
            gemm.Prepare(b.Pointer);
        }
    }

    public override void Run()
    {
        if (products is not null)
        {
            products.Run(gemm.Team);
        }
        else
        {
            Products(0, batches.Length);
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

    private void Products(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            var (x, y, z) = batches[i];
            gemm.Run(a.Pointer + x, b.Pointer + y, c.Pointer + z);
        }
    }
}
