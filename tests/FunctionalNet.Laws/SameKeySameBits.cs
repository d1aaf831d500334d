using System.Runtime.InteropServices;
using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>Law 8: the same key gives the same bits, on one thread or many, in every run, and after a resume.</summary>
public class SameKeySameBits(ITestOutputHelper output)
{
    private const int MaxElements = 1 << 16;
    private const double MaxFlops = 4e6;
    private const int MinShared = 80;
    private const int Few = 20;

    private static readonly int[] Lengths = [301, 5_003, 40_009];

    public static TheoryData<string> Initializers { get; } = Inventory.Names(Inventory.Initializers);

    [Fact]
    public void Run_again() => Holds(run => (End(run, 1), End(run, 1)));

    [Fact]
    public void On_several_threads() => Holds(run => (End(run, 1), End(run, 3)));

    [Fact]
    public void Resumed_in_the_middle() =>
        Holds(run =>
        {
            var batches = run.Batches<float>();
            var (training, other) = (run.Training<float>(), run.Training<float>());
            var middle = training.Fold(run.Start(training), batches.Take(batches.Length / 2));
            return (End(run, 1), other.Fold(middle, batches.Skip(batches.Length / 2)));
        });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void On_several_threads_where_the_work_is_large(int threads)
    {
        var (rows, features) = (96, 300);
        var inputs = new float[rows * features];
        ((Key)1).Normal<float>(inputs);
        var labels = Enumerable.Range(0, rows).Select(i => (float)(i % 10)).ToArray();
        var batch = Batch.Of(Tensor.Of(new Shape(rows, features), inputs), Tensor.Vector(labels));
        var expected = Trained(1);
        var actual = Trained(threads);
        Assert.Null(States.Difference(expected, actual));
        Laws.Identical(expected.Model.Predict(batch.Inputs), actual.Model.Predict(batch.Inputs));

        TrainState<float> Trained(int members)
        {
            var training = Training.Of(
                Dense(400) >> Gelu() >> Dropout(0.2) >> Dense(500) >> Softmax() >> Dense(10),
                SoftmaxCrossEntropy(),
                ClipByGlobalNorm(1) >> AdamW(0.001),
                members
            );
            return training.Fold(training.Init(7, new(features)), Enumerable.Repeat(batch, 2));
        }
    }

    // Examples are too small for several threads, so that an axis is enlarged until the work is split, if the kernel ever splits it.
    [Fact]
    public void An_operator_on_several_threads()
    {
        var shared = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (onnx, name) in Laws.Examples().Select(row => row.Data))
        {
            var example = Laws.Example(onnx, name);
            if (Larger(example).Prepend(example).Any(large => IsShared(large, $"{onnx}, {name}")))
            {
                shared.Add(onnx);
            }
        }

        output.WriteLine($"{shared.Count} operators share their work: {string.Join(", ", shared)}");
        Assert.InRange(shared.Count, MinShared, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Initializers))]
    public void An_initializer(string name)
    {
        var shape = new Shape(7, 13);
        var (first, again, other) = (Fill<float>(5), Fill<float>(5), Fill<float>(6));
        Laws.Identical(first, again);
        Assert.Equal(Inventory.Constants.Contains(name), first.Span.SequenceEqual(other.Span));
        Laws.Close(Fill<double>(5), new Tensor<double>(shape, [.. first.Span.ToArray().Select(v => (double)v)]), 1e-6);

        Tensor<T> Fill<T>(Key key)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var tensor = new Tensor<T>(shape);
            Inventory.Initializers[name].Fill(shape, key, tensor.Writable);
            return tensor;
        }
    }

    private static IEnumerable<Example> Larger(Example example) =>
        from size in example.Domains.SelectMany(domain => domain.Shape.Sizes()).Where(size => size > 1).Distinct()
        from length in Lengths
        let larger = example.Resized(size, length)
        where larger is not null && larger.Domains.All(domain => IsSmall(domain.Shape))
        select larger;

    private static bool IsSmall(Shape shape) => shape.Aggregate(1.0, (size, dim) => size * dim.Size) <= MaxElements;

    // Asserts that one thread and four give the same bits; the result is whether the work was split.
    private static bool IsShared(Example example, string name)
    {
        var (inputs, output) = example.Trace();
        if (!IsSmall(output.Shape))
        {
            return false;
        }

        var graph = new Graph(inputs, [output]);
        var values = Samples.Draw<float>(example, 4);
        using var team = new Team(4);
        Tensor<float> actual;
        try
        {
            var plan = Plan<float>.Compile(graph, [], team);
            if (plan.Explain().Sum(kernel => (double)kernel.Flops) > MaxFlops)
            {
                return false;
            }

            actual = plan.Run(values)[0];
        }
        catch (ArgumentOutOfRangeException)
        {
            // An index can lie outside of a resized axis.
            return false;
        }

        if (team.IsStarted)
        {
            var expected = Plan<float>.Compile(graph, threads: 1).Run(values)[0];
            Assert.True(
                MemoryMarshal.AsBytes(expected.Span).SequenceEqual(MemoryMarshal.AsBytes(actual.Span)),
                $"{name} of {string.Join(", ", example.Domains.Select(domain => domain.Shape))}"
            );
        }

        return team.IsStarted;
    }

    private static void Holds(Func<Run, (TrainState<float> Expected, TrainState<float> Actual)> law) =>
        Run.ForAll(
            Few,
            run =>
            {
                var (expected, actual) = law(run);
                Assert.Null(States.Difference(expected, actual));
            }
        );

    private static TrainState<float> End(Run run, int threads)
    {
        var training = run.Training<float>(threads);
        return training.Fold(run.Start(training), run.Batches<float>());
    }
}
