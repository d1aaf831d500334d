using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Ranks;

/// <summary>
/// A training over ranks ends with the same bits on all of them, and with the result of one process that computes whole batches.
/// </summary>
public class RanksEqualOneProcess
{
    private const int Epochs = 7;

    public static TheoryData<string> Cases { get; } = Inventory.Names(Spreading.All);

    public static TheoryData<string> Optimizers { get; } = Inventory.Names(Inventory.Optimizers);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whatever_is_trained(string name)
    {
        var spreading = Spreading.All[name];
        Hold(spreading.Training<double>(), spreading.Start, spreading.Batches<double>(Epochs), 1e-9);
        Hold(spreading.Training<float>(), spreading.Start, spreading.Batches<float>(Epochs), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Whatever_the_optimizer(string optimizer)
    {
        var run = Run.Of(["dense", "gelu", "dropout", "wide", "tanh"], optimizer, 10, 3);
        Hold(run.Training<double>(), run.Start, run.Batches<double>(), 1e-7);
    }

    [Fact]
    public void One_rank_has_the_bits_of_a_training_without_any()
    {
        var spreading = Spreading.All["convolution, batch norm"];
        var training = spreading.Training<float>();
        var batches = spreading.Batches<float>(Epochs);
        var expected = training.Fold(spreading.Start(training), batches);
        var actual = ThreadRanks.Run(1, ranks => training.On(ranks).Fold(spreading.Start(training), batches));
        Assert.Null(States.Difference(expected, actual[0]));
    }

    [Fact]
    public void Gradients_in_several_buckets_are_on_their_way_meanwhile()
    {
        var training = Training.Of(
            Dense(700, bias: false)
                >> BatchNorm()
                >> Relu()
                >> Dense(700, bias: false)
                >> BatchNorm()
                >> Relu()
                >> Dense(3),
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> Adam(1e-3),
            threads: 1
        );
        var run = Run.Of([], "Sgd", 10, 3);
        Hold(training, one => one.Init(1, new(Run.Features)), run.Batches<float>(), 1e-4);
    }

    [Fact]
    public void Activations_in_16_bits_have_the_same_bits_on_all_ranks()
    {
        var run = Run.Of([], "Sgd", 10, 3);
        var training = Training.Of(
            MixedPrecision(Dense(64) >> Tanh() >> Dense(64) >> Gelu() >> Dense(3), Precision.Float16),
            SoftmaxCrossEntropy(),
            LossScale(ClipByGlobalNorm(1) >> Adam(0.01))
        );
        var states = ThreadRanks.Run(
            3,
            ranks => training.On(ranks).Fold(training.Init(1, new(Run.Features)), run.Batches<float>())
        );
        Assert.All(states, state => Assert.Null(States.Difference(states[0], state)));
        Assert.True(float.IsFinite(states[0].Loss));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Noise_is_that_of_the_whole_batch_wherever_its_rows_begin(int width)
    {
        // Rows that start within a block of the random generator, and noise that is not drawn by rows.
        var layer = Layer.Of(
            "Noisy",
            (scope, x) =>
                x
                + scope.Noise("even", x.Shape, Uniform(-1, 1))
                + scope.Noise("normal", x.Shape, Normal(0.1))
                + scope.Noise("turned", new(width, x.Shape[0]), Uniform()).Transpose(1, 0)
                + scope.Noise("same", new(width), Normal(0.1))
        );
        var training = Training.Of<double>(layer >> Dense(2), MeanSquaredError(), Sgd(0.1));
        var inputs = Tensor.Of<double>(new(7, width), [.. Enumerable.Range(0, 7 * width).Select(i => Math.Sin(i))]);
        var batch = Batch.Of(inputs, Tensor.Of<double>(new(7, 2), new double[14]));
        Hold(training, one => one.Init(1, new(width)), [batch, batch, batch], 1e-12);
    }

    private static void Hold<T>(
        Training<T> training,
        Func<Training<T>, TrainState<T>> start,
        Batch<T>[] batches,
        double tolerance
    )
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var expected = training.Fold(start(training), batches);
        foreach (var count in new[] { 2, 3, 4 })
        {
            var states = ThreadRanks.Run(count, ranks => training.On(ranks).Fold(start(training), batches));
            Assert.All(states, state => Assert.Null(States.Difference(states[0], state)));
            Assert.Equal(double.CreateChecked(expected.Loss), double.CreateChecked(states[0].Loss), tolerance);
            Assert.All(expected.Values, value => Close(value.Key, value.Value, states[0].Values[value.Key]));
        }

        void Close(string path, Tensor<T> one, Tensor<T> other)
        {
            for (var i = 0; i < one.Length; i++)
            {
                var (e, a) = (double.CreateChecked(one.Span[i]), double.CreateChecked(other.Span[i]));
                if (!(Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e))))
                {
                    Assert.Fail($"{path}[{i}]: {e:R} of one process, {a:R} of ranks");
                }
            }
        }
    }
}
