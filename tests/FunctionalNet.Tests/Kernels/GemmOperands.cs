using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>The operands and the result of a matrix product, each next to guarded memory.</summary>
internal sealed unsafe class GemmOperands<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GuardedMemory<T> a;
    private readonly GuardedMemory<T> b;
    private readonly GuardedMemory<T> c;

    public GemmOperands(GemmShape shape, int seed)
    {
        Shape = shape;
        (a, b, c) = (new(shape.M * shape.K), new(shape.K * shape.N), new(shape.M * shape.N));
        var random = new System.Random(seed);
        Fill(A, random);
        Fill(B, random);
    }

    public GemmShape Shape { get; }

    public Span<T> A => a.Span;

    public Span<T> B => b.Span;

    public Span<T> C => c.Span;

    public void Run(
        Team team,
        Epilogue? epilogue = null,
        bool accumulate = false,
        SimdWidth? width = null,
        GemmBlocking? blocking = null
    ) => Run(new Gemm<T>(Shape, team, epilogue, accumulate, width, blocking));

    public void Run(Gemm<T> gemm) => gemm.Run(a.Start, b.Start, c.Start);

    public void Prepare(Gemm<T> gemm) => gemm.Prepare(b.Start);

    public void RunInto(Gemm<T> gemm, T[] target)
    {
        fixed (T* start = target)
        {
            gemm.Run(a.Start, b.Start, start);
        }
    }

    public void Check(double tolerance, double added = 0)
    {
        c.CheckCanary();
        var (m, n, k) = (Shape.M, Shape.N, Shape.K);
        var x = Rows(A, m, k, Shape.TransA);
        var y = Rows(B, n, k, !Shape.TransB);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var (sum, scale) = (added, 1 + Math.Abs(added));
                for (var p = 0; p < k; p++)
                {
                    var term = x[(i * k) + p] * y[(j * k) + p];
                    sum += term;
                    scale += Math.Abs(term);
                }

                var actual = double.CreateChecked(C[(i * n) + j]);
                if (!(Math.Abs(actual - sum) <= tolerance * scale))
                {
                    Assert.Fail($"{Shape}: element ({i}, {j}) is {actual:R}, not {sum:R}");
                }
            }
        }
    }

    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
        c.Dispose();
    }

    private static double[] Rows(Span<T> x, int rows, int columns, bool isTransposed)
    {
        var y = new double[x.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                y[(i * columns) + j] = double.CreateChecked(x[isTransposed ? (j * rows) + i : (i * columns) + j]);
            }
        }

        return y;
    }

    private static void Fill(Span<T> span, System.Random random)
    {
        foreach (ref var x in span)
        {
            x = T.CreateChecked(random.NextDouble() - 0.5);
        }
    }
}
