using System.Collections.Immutable;
using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>What an engine is asked does not depend on which one it is.</summary>
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
    public void What_an_engine_does_not_say_of_its_steps_is_said_of_the_plan()
    {
        var start = Training.Init(1, new(3));
        var (kernels, memory) = (
            Training.Explain(start, Rows, runs: 1).Select(kernel => kernel with { Time = null }),
            Training.Memory(Rows.Inputs.Shape, Rows.Targets.Shape)
        );
        foreach (var engine in Engines)
        {
            Assert.Equal(kernels, engine.Explain(start, Rows, runs: 1).Select(kernel => kernel with { Time = null }));
            Assert.Equal(memory, engine.Memory(Rows.Inputs.Shape, Rows.Targets.Shape));
        }
    }

    /// <summary>The least that an engine of one's own says.</summary>
    private sealed class Noting(Training<float> training) : IEngine<float>
    {
        public Training<float> Training => training;

        public TrainState<float> Step(TrainState<float> state, Batch<float> batch) => training.Step(state, batch);

        public TrainState<float> Fold(TrainState<float> state, IEnumerable<Batch<float>> batches) =>
            batches.Aggregate(state, Step);
    }
}
