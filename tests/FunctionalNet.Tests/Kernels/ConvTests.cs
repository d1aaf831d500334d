using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>
/// Convolutions large enough to be split over threads: the same bits for any number of threads, and no allocation in a run.
/// </summary>
public class ConvTests
{
    private const int Rounds = 40;
    private const int Pause = 20;

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, (Shape X, Shape W, int Stride, int Groups)> Cases { get; } =
        new(StringComparer.Ordinal)
        {
            ["first layer"] = (new(5, 1, 28, 28), new(32, 1, 3, 3), 1, 1),
            ["middle layer"] = (new(2, 32, 14, 14), new(64, 32, 3, 3), 1, 1),
            ["few windows"] = (new(5, 48, 7, 7), new(20, 48, 3, 3), 1, 1),
            ["stride"] = (new(5, 20, 15, 15), new(24, 20, 3, 3), 2, 1),
            ["stride, filters that fill vectors"] = (new(2, 20, 15, 15), new(32, 20, 3, 3), 2, 1),
            ["groups"] = (new(5, 24, 13, 13), new(32, 12, 3, 3), 1, 2),
            ["depthwise"] = (new(5, 24, 28, 28), new(24, 1, 3, 3), 1, 24),
            ["one large sample"] = (new(1, 6, 70, 70), new(12, 6, 5, 5), 1, 1),
            ["one sample in blocks"] = (new(1, 24, 40, 40), new(64, 24, 3, 3), 1, 1),
            ["many channels"] = (new(2, 96, 9, 9), new(80, 96, 3, 3), 1, 1),
            ["one pointwise sample in blocks"] = (new(1, 64, 30, 30), new(64, 64, 1, 1), 1, 1),
            ["pointwise"] = (new(4, 64, 14, 14), new(48, 64, 1, 1), 1, 1),
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void Bits_are_the_same_on_any_number_of_threads(string name)
    {
        var (inputs, graph) = Graph(name);
        using var one = new Team(1);
        using var three = new Team(3);
        var alone = Plan<float>.Compile(graph, [], one).Run(inputs);
        var shared = Plan<float>.Compile(graph, [], three).Run(inputs);
        foreach (var (expected, actual) in alone.Zip(shared))
        {
            Assert.True(expected.Span.SequenceEqual(actual.Span));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_is_the_reference(string name)
    {
        var (inputs, graph) = Graph(name);
        var expected = Reference.Run(graph, inputs);
        var actual = Plan<float>.Compile(graph).Run(inputs);
        foreach (var (e, a) in expected.Zip(actual))
        {
            for (var i = 0; i < e.Length; i++)
            {
                Assert.Equal(e.Span[i], a.Span[i], 2e-4f * (1 + Math.Abs(e.Span[i])));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void A_run_allocates_nothing(string name)
    {
        var (inputs, graph) = Graph(name);
        using var team = new Team(1);
        var plan = Plan<float>.Compile(graph, [], team);
        for (var i = 0; i < inputs.Length; i++)
        {
            plan.Bind(graph.Inputs[i], inputs[i].Pointer);
        }

        // Code that is not yet optimized by tiered compilation boxes numbers; repeat until the runtime has optimized it.
        var allocated = Allocated();
        for (var round = 0; round < Rounds && allocated > 0; round++)
        {
            Thread.Sleep(Pause);
            allocated = Allocated();
        }

        Assert.Equal(0, allocated);
        GC.KeepAlive(inputs);

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            plan.Run();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static (Tensor<float>[] Inputs, Graph Graph) Graph(string name)
    {
        var (x, w, stride, groups) = Cases[name];
        Expr[] operands = [Expr.Input("x", x), Expr.Input("w", w), Expr.Input("b", new(w[0]))];
        var y = operands[0].Conv(operands[1], stride, padding: w[2].Size / 2, groups: groups);
        y = (y + operands[2].Reshape(-1, 1, 1)).Relu();
        var c = Expr.Input("c", y.Shape);
        var graph = new Graph([.. operands, c], [y, .. Gradient.Of(y, operands, c)]);
        return ([.. graph.Inputs.Select((input, i) => Wave(input.Shape, i))], graph);
    }

    private static Tensor<float> Wave(Shape shape, int seed) =>
        new(shape, [.. Enumerable.Range(0, shape.Size).Select(i => (float)Math.Sin((i * 0.7368) + seed))]);
}
