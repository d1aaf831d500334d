using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Unreachable plans, steps, states and batches are freed. Not run in parallel, because the heap is shared.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MemoryTests
{
    private const long Slack = 2_000_000;

    private static readonly Training<float> Small = FunctionalNet.Training.Of(
        Dense(64) >> Tanh() >> Dense(3),
        SoftmaxCrossEntropy(),
        Adam(0.01)
    );

    [Fact]
    public void Thousands_of_states_leave_nothing_behind()
    {
        // A state takes about 160 kB, so that 3,000 leaked states would take half a gigabyte.
        var start = Small.Init(1, new(200));
        var batch = Samples(8).All();
        Flat(() => Small.Scan(start, Enumerable.Repeat(batch, 1_000)).Last());
    }

    [Fact]
    public void Hundreds_of_plans_leave_nothing_behind()
    {
        var x = Expr.Input("x", new(100, 100));
        var input = Tensor.Zeros<float>(new(100, 100));
        Flat(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                Plan<float>.Compile(new Graph([x], [x.MatMul(x).Exp() + i])).Run(input);
            }
        });
    }

    [Fact]
    public void Ever_new_sizes_of_batches_do_not_pile_up()
    {
        var state = Small.Init(1, new(200));
        var model = state.Model;
        Flat(
            () =>
            {
                for (var size = 1; size <= 100; size++)
                {
                    var batch = Samples(100).Take([.. Enumerable.Range(0, size)]).All();
                    model.Predict(batch.Inputs);
                    Small.Step(state, batch);
                }
            },
            slack: 10_000_000
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fold_allocates_next_to_nothing_in_a_step(bool isSum)
    {
        var training = isSum
            ? FunctionalNet.Training.Of(Small.Layer, Small.Loss + (0.5 * Small.Loss), Small.Optimizer, threads: 1)
            : Small;
        var start = training.Init(1, new(200));
        var batch = Samples(8).All();
        training.Fold(start, Enumerable.Repeat(batch, 10));
        var (few, many) = (Allocated(10), Allocated(510));
        Assert.InRange((many - few) / 500, long.MinValue, 64);

        long Allocated(int steps)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            training.Fold(start, Enumerable.Repeat(batch, steps));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_span_keeps_the_elements_of_its_tensor_alive()
    {
        var others = new List<Tensor<double>>();
        for (var i = 0; i < 20; i++)
        {
            // Only the span refers to the tensor from here on.
            var span = Sevens();
            GC.Collect();
            others.AddRange(Enumerable.Range(0, 20).Select(_ => Tensor.Zeros<double>(new(1000))));
            Assert.False(span.ContainsAnyExcept(7.0));
        }

        Assert.Equal(400, others.Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ReadOnlySpan<double> Sevens() => Tensor.Vector([.. Enumerable.Repeat(7.0, 1000)]).Span;
    }

    private static Dataset<float> Samples(int count) =>
        new(Tensor.Zeros<float>(new(count, 200)), Tensor.Zeros<float>(new(count)));

    // The first round fills caches; the second and third must not allocate more.
    private static void Flat(Action round, long slack = Slack)
    {
        round();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        round();
        round();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < slack, $"{grown:N0} bytes more");
    }
}
