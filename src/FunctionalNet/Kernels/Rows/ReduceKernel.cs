using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// Reduces adjacent axes: viewed as [outer, folded, inner], each row of inner elements is combined into the total, or, if inner is 1, each
/// run of folded elements gives one result. Work is split along outer or inner, never along the folded axis, so that the result does not
/// depend on the number of threads.
/// </summary>
internal sealed unsafe class ReduceKernel<T, TF> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TF : struct, IFold
{
    private const int ElementsPerPart = 1 << 15;
    private const int InnerBlock = 256;

    private readonly Buffer<T> x;
    private readonly Buffer<T> y;
    private readonly Team team;
    private readonly int outer;
    private readonly int folded;
    private readonly int inner;
    private readonly int innerBlock;
    private readonly int outerBlock;
    private readonly int innerParts;
    private readonly Partition partition;

    public ReduceKernel(Ints axes, Buffer<T> x, Buffer<T> y, Team team)
    {
        (this.x, this.y, this.team) = (x, y, team);
        var first = axes.Count == 0 ? x.Sizes.Length : axes[0];
        outer = Product(x.Sizes.AsSpan(0, first));
        folded = Product(x.Sizes.AsSpan(first, axes.Count));
        inner = Product(x.Sizes.AsSpan(first + axes.Count));
        var small = (long)outer * folded * inner <= 2 * ElementsPerPart;
        innerBlock = small ? Math.Max(inner, 1) : InnerBlock;
        outerBlock = small
            ? Math.Max(outer, 1)
            : Math.Max(1, ElementsPerPart / Math.Max(1, folded * Math.Min(inner, innerBlock)));
        innerParts = CeilDiv(inner, innerBlock);
        partition = new Partition(innerParts * CeilDiv(outer, outerBlock), (part, _) => Part(part));
    }

    /// <summary>Whether the axes, in ascending order, are adjacent.</summary>
    public static bool Fits(Ints axes) => axes.Count == 0 || axes[^1] - axes[0] == axes.Count - 1;

    public override void Run()
    {
        if (x.Length == 0)
        {
            y.Span.Fill(TF.Identity<T>());
        }
        else
        {
            partition.Run(team);
        }
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        var product = 1;
        foreach (var size in sizes)
        {
            product *= size;
        }

        return product;
    }

    private void Part(int part)
    {
        var column = part % innerParts * innerBlock;
        var columns = Math.Min(innerBlock, inner - column);
        var row = part / innerParts * outerBlock;
        var end = Math.Min(outer, row + outerBlock);
        for (; row < end; row++)
        {
            var from = x.Pointer + ((nint)row * folded * inner) + column;
            var to = y.Pointer + ((nint)row * inner) + column;
            if (inner == 1)
            {
                *to = TF.Fold(new ReadOnlySpan<T>(from, folded));
                continue;
            }

            var total = new Span<T>(to, columns);
            new ReadOnlySpan<T>(from, columns).CopyTo(total);
            for (var i = 1; i < folded; i++)
            {
                TF.Combine(total, new ReadOnlySpan<T>(from + ((nint)i * inner), columns));
            }
        }
    }
}
