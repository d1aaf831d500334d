using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Planning;

/// <summary>Running several operators on a few samples at a time gives the same bits as running each operator on the whole batch.</summary>
public class DepthFirstTests
{
    public static TheoryData<int, int> Batches { get; } = new MatrixTheoryData<int, int>([8, 13, 37, 64], [1, 2, 3]);

    private static readonly Layer Small =
        Conv2d(8, 3, padding: Padding.Same)
        >> BatchNorm()
        >> Relu()
        >> MaxPool2d(2)
        >> Residual(Conv2d(8, 3, padding: Padding.Same) >> Gelu())
        >> AveragePool2d(3, stride: 2)
        >> Conv2d(6, 3, groups: 2)
        >> Flatten()
        >> Dense(4);

    [Theory]
    [MemberData(nameof(Batches))]
    public void A_network_predicts_the_same_bits(int batch, int threads)
    {
        var (graph, values) = Prediction(Small, new(batch, 3, 28, 28));
        var team = Team.Of(threads);
        var plan = Plan<float>.ForPrediction(graph, team);
        Assert.Contains("DepthFirst", plan.ToString(), StringComparison.Ordinal);
        var otherwise = Plan<float>.ForPrediction(graph, team, withoutRule: nameof(DepthFirst));
        Assert.Equal(otherwise.Run(values)[0].Span, plan.Run(values)[0].Span);

        // A second run on other images: no worker may reuse values of the first run.
        values[0] = Images(values[0].Shape, 5);
        Assert.Equal(otherwise.Run(values)[0].Span, plan.Run(values)[0].Span);
    }

    // The last operator writes into the result, where the ranges of two workers must not overlap.
    [Theory]
    [InlineData(36, 2)]
    [InlineData(37, 1)]
    [InlineData(63, 3)]
    [InlineData(64, 4)]
    public void Parts_share_no_sample(int batch, int atOnce)
    {
        var (graph, values) = Prediction(Small, new(batch, 3, 28, 28));
        var plan = Plan<float>.Compile(graph, threads: 2);
        Assert.Equal(0, batch % atOnce);
        Assert.Contains(
            plan.Explain(),
            kernel => kernel.Operators.StartsWith($"{atOnce} at a time: Conv", StringComparison.Ordinal)
        );
        var otherwise = Plan<float>.ForPrediction(graph, Team.Of(1), withoutRule: nameof(DepthFirst)).Run(values)[0];
        for (var run = 0; run < 50; run++)
        {
            Assert.Equal(otherwise.Span, plan.Run(values)[0].Span);
        }
    }

    [Fact]
    public void Filters_that_change_between_runs_are_taken_anew()
    {
        var (graph, values) = Prediction(Small, new(16, 3, 28, 28));
        var plan = Plan<float>.Compile(graph);
        var before = plan.Run(values)[0];
        var filters = Array.FindIndex(values, 1, value => value.Shape.Rank == 4);
        values[filters] = Images(values[filters].Shape, 9);
        var otherwise = Plan<float>.ForPrediction(graph, Team.Shared, withoutRule: nameof(DepthFirst));
        var after = plan.Run(values)[0];
        Assert.Equal(otherwise.Run(values)[0].Span, after.Span);
        Assert.NotEqual(before.Span.ToArray(), after.Span.ToArray());
    }

    [Fact]
    public void It_takes_less_memory_and_no_allocation()
    {
        var (graph, values) = Prediction(Small, new(64, 3, 28, 28));
        var plan = Plan<float>.Compile(graph, threads: 1);
        var otherwise = Plan<float>.ForPrediction(graph, Team.Of(1), withoutRule: nameof(DepthFirst));
        Assert.InRange(plan.Memory.Total - plan.Memory.Parameters, 0, otherwise.Memory.Values / 2);
        plan.Run(values);

        // Code that is not yet optimized by tiered compilation boxes numbers; repeat until the runtime has optimized it.
        var allocated = Allocated();
        for (var round = 0; round < 500 && allocated > 0; round++)
        {
            Thread.Sleep(20);
            allocated = Allocated();
        }

        GC.KeepAlive(values);
        Assert.Equal(0, allocated);

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            plan.Run();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Its_kernels_are_told_one_by_one()
    {
        var (graph, values) = Prediction(Small, new(64, 3, 28, 28));
        var plan = Plan<float>.Compile(graph, threads: 1);
        var otherwise = Plan<float>.ForPrediction(graph, Team.Of(1), withoutRule: nameof(DepthFirst));
        var kernels = plan.Explain();
        Assert.Equal(otherwise.Explain().Sum(kernel => kernel.Flops), kernels.Sum(kernel => kernel.Flops));
        Assert.Equal(
            3,
            kernels.Count(kernel => kernel.Operators.StartsWith("4 at a time: Conv", StringComparison.Ordinal))
        );
        Assert.Contains(new Shape(64, 8, 28, 28), kernels.Select(kernel => kernel.Output));
        var profile = plan.Profile(values, runs: 3);
        Assert.Equal(kernels, profile.Select(kernel => kernel with { Time = null }));
        Assert.All(profile, kernel => Assert.True(kernel.Time >= TimeSpan.Zero));
    }

    [Fact]
    public void What_somebody_else_reads_is_kept_whole()
    {
        var x = Expr.Input("x", new(16, 4, 32, 32));
        var filters = Expr.Input("filters", new(4, 4, 3, 3));
        var between = x.Conv(filters, padding: Padding.Same).Relu();
        var pooled = between.MaxPool(2);
        Tensor<float>[] values = [Images(x.Shape, 1), Images(filters.Shape, 2)];
        foreach (Expr[] roots in new Expr[][] { [pooled, between], [pooled, between.ReduceSum()] })
        {
            var graph = new Graph([x, filters], roots);
            var plan = Plan<float>.Compile(graph);
            Assert.DoesNotContain("DepthFirst", plan.ToString(), StringComparison.Ordinal);
            Assert.Equal(
                Plan<float>.ForPrediction(graph, Team.Shared, withoutRule: nameof(LargestFirst)).Run(values)[0].Span,
                plan.Run(values)[0].Span
            );
        }
    }

    private static (Graph Graph, Tensor<float>[] Values) Prediction(Layer layer, Shape images)
    {
        var model = FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(0)).Init(3, images[1..]).Model;
        var composed = model.Compose(images);
        return (composed.Graph, composed.Bind(Images(images, 4), model.Values));
    }

    private static Tensor<float> Images(Shape shape, int seed) =>
        Tensor.Of<float>(
            shape,
            [.. Enumerable.Range(0, shape.Size).Select(i => MathF.Sin((seed * 1.7f) + (i * 0.37f)))]
        );
}
