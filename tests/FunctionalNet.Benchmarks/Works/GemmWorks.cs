using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Matrix products of MLPs in the forward (NN) and backward (NT, TN) passes, and square ones, against OpenBLAS.</summary>
internal static class GemmWorks
{
    public static IEnumerable<Work> All()
    {
        foreach (var batch in new[] { 32, 64, 128, 512 })
        {
            foreach (var (input, output) in new[] { (784, 128), (128, 10), (784, 512), (512, 512) })
            {
                yield return Gemm(batch, output, input);
                yield return Gemm(batch, input, output, transB: true);
                yield return Gemm(input, output, batch, transA: true);
            }
        }

        // 512 is missing because the layers already contain this square.
        foreach (var size in new[] { 256, 1024 })
        {
            yield return Gemm(size, size, size);
        }
    }

    private static Work Gemm(int m, int n, int k, bool transA = false, bool transB = false) =>
        new(
            "gemm",
            $"gemm {(transA ? "T" : "N")}{(transB ? "T" : "N")} {m} x {n} x {k}",
            () =>
            {
                var a = Expr.Input("a", transA ? new(k, m) : new(m, k));
                var b = Expr.Input("b", transB ? new(n, k) : new(k, n));
                var run = new PlanRun(
                    new Graph([a, b], [(transA ? a.Transpose() : a).MatMul(transB ? b.Transpose() : b)])
                );
                return new LocalRun(run.Run, () => Some(Ran(run)));
            },
            OpenBlas.Name,
            () => new Blas(m, n, k, transA, transB),
            2.0 * m * n * k
        );

    // The output of a plan has memory only after a run.
    private static ReadOnlySpan<float> Ran(PlanRun run)
    {
        run.Run();
        return run.Output;
    }

    private static double[] Some(ReadOnlySpan<float> output)
    {
        var step = Math.Max(1, output.Length / 1000);
        var some = new List<double>();
        for (var i = 0; i < output.Length; i += step)
        {
            some.Add(output[i]);
        }

        return [.. some];
    }

    private sealed unsafe class Blas : IRun
    {
        private readonly Tensor<float> a;
        private readonly Tensor<float> b;
        private readonly Tensor<float> c;
        private readonly LocalRun run;

        public Blas(int m, int n, int k, bool transA, bool transB)
        {
            a = Pattern.Tensor(transA ? new(k, m) : new(m, k), 1);
            b = Pattern.Tensor(transB ? new(n, k) : new(k, n), 2);
            c = new Tensor<float>(new Shape(m, n));
            run = new LocalRun(
                () => OpenBlas.Multiply(m, n, k, transA, transB, a.Pointer, b.Pointer, c.Pointer),
                () => []
            );
        }

        public double Seconds(int times) => run.Seconds(times);

        public double[] Result()
        {
            run.Seconds(1);
            return Some(c.Span);
        }

        public void Dispose() => GC.KeepAlive((a, b, c));
    }
}
