using System.Collections.Immutable;
using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>All engines answer the same requests with the same results.</summary>
public class EngineTests
{
    private static readonly Training<float> Training = FunctionalNet.Training.Of(
        Dense(4) >> Relu() >> Dense(2),
        MeanSquaredError(),
        Adam(0.01)
    );

    private static readonly Batch<float> Rows = new Dataset<float>(
        Tensor.Of(new(4, 3), 1f, -2, 3, 0, 5, -1, 2, 2, 0, -3, 1, 1),
        Tensor.Of(new(4, 2), 1f, 0, 0, 1, 1, 1, 0, 0)
    ).All();

    private static readonly ImmutableArray<IEngine<float>> Engines =
    [
        Training,
        Training.Checked,
        Training.Eager,
        new Noting(Training),
    ];

    [Fact]
    public void Steps_folds_and_scans_are_the_same()
    {
        var start = Training.Init(1, new(3));
        var folded = Training.Fold(start, [Rows, Rows]);
        foreach (var engine in Engines)
        {
            Assert.Same(Training, engine.Training);
            TrainState<float>[] ends =
            [
                engine.Fold(start, [Rows, Rows]),
                engine.Step(engine.Step(start, Rows), Rows),
                engine.Scan(start, [Rows, Rows]).Last(),
            ];
            Assert.All(ends, end => Assert.Equal(folded.Values["0/weight"].Span, end.Values["0/weight"].Span));
        }
    }

    [Fact]
    public void An_engine_tells_its_own_kernels_and_memory_or_says_that_it_does_not()
    {
        var start = Training.Init(1, new(3));
        var (inputs, targets) = (Rows.Inputs.Shape, Rows.Targets.Shape);
        IEngine<float> same = Training.Checked;
        Assert.Equal(Kernels(Training), Kernels(same));
        Assert.Equal(Training.Memory(inputs, targets), same.Memory(inputs, targets));
        (IEngine<float>, string)[] others = [(Training.Eager, "EagerSteps"), (new Noting(Training), "Noting")];
        foreach (var (engine, name) in others)
        {
            var kernels = Assert.Throws<NotSupportedException>(() => engine.Explain(start, Rows, runs: 1));
            Assert.Contains($"{name} cannot explain", kernels.Message, StringComparison.Ordinal);
            var memory = Assert.Throws<NotSupportedException>(() => engine.Memory(inputs, targets));
            Assert.Contains($"{name} does not report the memory", memory.Message, StringComparison.Ordinal);
        }

        IEnumerable<PlannedKernel> Kernels(IEngine<float> engine) =>
            engine.Explain(start, Rows, runs: 1).Select(kernel => kernel with { Time = null });
    }

    /// <summary>A minimal engine of a user.</summary>
    private sealed class Noting(Training<float> training) : IEngine<float>
    {
        public Training<float> Training => training;

        public TrainState<float> Step(TrainState<float> state, Batch<float> batch) => training.Step(state, batch);

        public TrainState<float> Fold(TrainState<float> state, IEnumerable<Batch<float>> batches) =>
            batches.Aggregate(state, Step);
    }
}
