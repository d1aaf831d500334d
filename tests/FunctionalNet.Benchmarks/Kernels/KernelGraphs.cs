using System.Collections.Immutable;
using FunctionalNet.Benchmarks.Works;

namespace FunctionalNet.Benchmarks.Kernels;

/// <summary>The kernels that are measured separately.</summary>
internal static class KernelGraphs
{
    public static ImmutableSortedDictionary<string, Func<PlanRun>> All { get; } =
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            [
                Two("gemm 128 x 128 x 784", new(128, 784), new(784, 128), (a, b) => a.MatMul(b)),
                Two("gemm 512 x 512 x 512", new(512, 512), new(512, 512), (a, b) => a.MatMul(b)),
                Two("gemm bias relu 128 x 128 x 784", new(128, 784), new(784, 128), (a, b) => (a.MatMul(b) + 1).Relu()),
                One("softmax 128 x 10", new(128, 10), x => x.Softmax()),
                One("softmax 128 x 1000", new(128, 1000), x => x.Softmax()),
                One("sum over rows 512 x 512", new(512, 512), x => x.ReduceSum([0])),
                One("sum over columns 512 x 512", new(512, 512), x => x.ReduceSum([1])),
                One("sum of all 512 x 512", new(512, 512), x => x.ReduceSum()),
                One("tanh 512 x 512", new(512, 512), x => x.Tanh()),
                One("exp 512 x 512", new(512, 512), x => x.Exp()),
                One("chain x sigmoid(x) + x² 512 x 512", new(512, 512), x => (x * x.Sigmoid()) + (x * x)),
                Two("add a row 512 x 512", new(512, 512), new(512), (x, row) => x + row),
                Two("add a column 512 x 512", new(512, 512), new(512, 1), (x, column) => x + column),
                One("transpose 512 x 512", new(512, 512), x => x.Transpose()),
                new("adam 101,770 parameters", Adam),
            ]
        );

    private static KeyValuePair<string, Func<PlanRun>> One(string name, Shape shape, Func<Expr, Expr> body) =>
        new(
            name,
            () =>
            {
                var x = Expr.Input("x", shape);
                return new PlanRun(new Graph([x], [body(x)]));
            }
        );

    private static KeyValuePair<string, Func<PlanRun>> Two(
        string name,
        Shape first,
        Shape second,
        Func<Expr, Expr, Expr> body
    ) =>
        new(
            name,
            () =>
            {
                var (a, b) = (Expr.Input("a", first), Expr.Input("b", second));
                return new PlanRun(new Graph([a, b], [body(a, b)]));
            }
        );

    // The in-place update of ScaleByAdam with constant bias corrections. Abs is needed, because v starts from random numbers of both signs.
    private static PlanRun Adam()
    {
        var shape = new Shape(101_770);
        var (w, g) = (Expr.Input("w", shape), Expr.Input("g", shape));
        var (m, v) = (Expr.Input("m", shape), Expr.Input("v", shape));
        var nextM = (0.9 * m) + (0.1 * g);
        var nextV = (0.999 * v) + (0.001 * g * g);
        var nextW = w - (1e-3 * (nextM / 0.5) / ((nextV / 0.5).Abs().Sqrt() + 1e-8));
        return new PlanRun(new Graph([w, g, m, v], []), [(w, nextW), (m, nextM), (v, nextV)]);
    }
}
