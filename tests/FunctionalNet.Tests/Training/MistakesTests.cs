using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Mistakes of newcomers are reported where they are made, with the repair.</summary>
public class MistakesTests
{
    private const int Count = 100;
    private static readonly Key Key = 1;

    private static readonly Layer Small = Dense(8) >> Relu() >> Dense(3);

    private static Tensor<float> Inputs => Tensor.Uniform<float>(Key, new(Count, 4));

    // Ten distinct labels.
    private static Tensor<float> Labels => Tensor.Vector([.. Enumerable.Range(0, Count).Select(i => (float)(i % 10))]);

    [Fact]
    public void A_batch_axis_in_Init()
    {
        var data = new Dataset<float>(Inputs, Labels);
        var training = FunctionalNet.Training.Of(Dense(10), SoftmaxCrossEntropy(), Adam(1e-2));
        var start = training.Init(Key, new(Count, 4));
        Says<ShapeException>(
            () => training.Fold(start, data.Batches(10)),
            "training.Init(key, [4])",
            "data.InputShape"
        );
        Says<ShapeException>(() => training.Evaluate(start, data.All()), "training.Init(key, [4])");
        Assert.Contains("training.Init(key, [4])", Left(training, start, data), StringComparison.Ordinal);
        Assert.Equal(new(4), training.Init(Key, 4).Input);
    }

    [Fact]
    public void Ten_labels_for_three_outputs()
    {
        var data = new Dataset<float>(Inputs, Labels);
        var training = FunctionalNet.Training.Of(Small, SoftmaxCrossEntropy(), Adam(1e-2));
        var start = training.Init(Key, 4);
        string[] answer = ["label of sample 3 is 3", "there are 3 classes", "leave the sample out"];
        Says<LabelException>(() => training.Fold(start, data.Batches(10)), answer);
        Says<LabelException>(() => FunctionalNet.Metrics.Accuracy(start.Model.Predict(Inputs), Labels), answer);
        Assert.Contains(answer[0], Left(training, start, data), StringComparison.Ordinal);
        var numbers = FunctionalNet.Training.Of(Small, MeanSquaredError(), Adam(1e-2));
        Says<ShapeException>(() => numbers.Fold(numbers.Init(Key, 4), data.Batches(10)), "[10, 3]", "[10]", "Repair");
    }

    [Fact]
    public void A_freeze_without_a_match()
    {
        var frozen = Freeze(path => path.StartsWith("encoder/", StringComparison.Ordinal)) >> Adam(1e-2);
        Says<ArgumentException>(
            () => FunctionalNet.Training.Of(Small, SoftmaxCrossEntropy(), frozen).Init(Key, 4),
            "no parameter has such a path",
            "0/weight",
            "Repair"
        );
    }

    [Fact]
    public void A_partition_without_a_match()
    {
        var parts = PartitionByPath(path => path == "encoder/weight", Adam(1e-2), Sgd(0.1));
        Says<ArgumentException>(
            () => FunctionalNet.Training.Of(Small, SoftmaxCrossEntropy(), parts).Init(Key, 4),
            "PartitionByPath: no parameter has such a path",
            "0/weight",
            "Repair"
        );
    }

    [Theory]
    [InlineData("AddWeightDecay")]
    [InlineData("ProximalL1")]
    [InlineData("ProjectToMaxNorm")]
    public void A_mask_of_an_optimizer_without_a_match(string name)
    {
        Transform Masked(Func<string, bool> mask) =>
            name switch
            {
                "AddWeightDecay" => AdamW(1e-2, mask: mask),
                "ProximalL1" => Sgd(0.1) >> ProximalL1(0.1, strength: 0.01, mask),
                _ => Sgd(0.1) >> ProjectToMaxNorm(3, mask),
            };
        Says<ArgumentException>(
            () =>
                FunctionalNet
                    .Training.Of(Small, SoftmaxCrossEntropy(), Masked(path => path == "0/kernel"))
                    .Init(Key, 4),
            $"{name}: no parameter has such a path; there are 0/weight, 0/bias, 2/weight, 2/bias",
            "Repair"
        );
        Assert.NotNull(
            FunctionalNet.Training.Of(Small, SoftmaxCrossEntropy(), Masked(path => path == "2/weight")).Init(Key, 4)
        );
        Assert.NotNull(
            FunctionalNet.Training.Of(Frozen(Small), SoftmaxCrossEntropy(), Masked(path => path == "none")).Init(Key, 4)
        );

        // A parameter that another transform keeps from this one is no misspelt path.
        var apart = Freeze(path => path == "2/weight") >> Masked(path => path == "2/weight");
        Assert.NotNull(FunctionalNet.Training.Of(Small, SoftmaxCrossEntropy(), apart).Init(Key, 4));
    }

    [Theory]
    [InlineData("L1")]
    [InlineData("L2")]
    [InlineData("ElasticNet")]
    public void A_mask_of_a_penalty_without_a_match(string name)
    {
        Penalty Masked(Func<string, bool> mask) =>
            name switch
            {
                "L1" => L1(0.1, mask),
                "L2" => L2(0.1, mask),
                _ => ElasticNet(0.1, 0.1, mask),
            };
        var data = new Dataset<float>(Inputs, Tensor.Zeros<float>(new(Count, 3)));
        void Train(Func<string, bool> mask)
        {
            var training = FunctionalNet.Training.Of(Small, MeanSquaredError() + Masked(mask), Sgd(1e-2));
            training.Step(training.Init(Key, 4), data.All());
        }

        Says<ArgumentException>(
            () => Train(path => path.EndsWith("/kernel", StringComparison.Ordinal)),
            $"{name}: no parameter has such a path; there are",
            "0/weight",
            "Repair"
        );
        Train(path => path.EndsWith("/weight", StringComparison.Ordinal));
    }

    [Fact]
    public void A_frozen_layer_without_a_match()
    {
        Says<ShapeException>(
            () => Model.Init<float>(Frozen(Small, path => path == "0/kernel"), new(4), Key),
            "it freezes none of 0/weight, 0/bias, 2/weight, 2/bias",
            "Repair"
        );
        Says<ShapeException>(
            () =>
                Model.Init<float>(
                    Dense(3) >> Residual(Frozen(Frozen(Dense(3), path => path == "1/bias"), path => path == "2/bias")),
                    new(4),
                    Key
                ),
            "it freezes none of 1/weight, 1/bias"
        );
        Says<ShapeException>(
            () => Model.Init<float>(LowRank(Small, rank: 2, train: path => path == "0/biases"), new(4), Key),
            "it trains none of 0/weight, 0/bias, 2/weight, 2/bias beside the adapters",
            "Repair"
        );
    }

    [Theory]
    [InlineData(2f)]
    [InlineData(-1f)]
    [InlineData(1.0001f)]
    public void A_target_that_is_no_probability(float target)
    {
        Tensor<float> Targets(float wrong) =>
            Tensor.Of(new(Count, 2), [.. Enumerable.Range(0, 2 * Count).Select(i => i == 75 ? wrong : i % 2)]);
        var data = new Dataset<float>(Inputs, Targets(target));
        var right = new Dataset<float>(Inputs, Targets(0.5f));
        Loss[] losses =
        [
            BinaryCrossEntropy(),
            (2 * BinaryCrossEntropy()).As("side") + MeanSquaredError(),
            BinaryCrossEntropyOfProbabilities() + L2(1e-3),
        ];
        foreach (var loss in losses)
        {
            var training = FunctionalNet.Training.Of(Dense(2) >> Sigmoid(), loss, Adam(1e-2));
            var start = training.Init(Key, 4);
            string[] answer =
            [
                "the target of sample",
                $"is {target.ToString(System.Globalization.CultureInfo.InvariantCulture)}: it is to lie from 0 to 1",
                "Write -1 and 1 as 0 and 1",
            ];
            Says<LabelException>(() => training.Fold(start, data.Batches(10)), [.. answer, "row 37 of the data"]);
            Says<LabelException>(() => training.Eager.Fold(start, data.Shuffle(1).Batches(10)), [.. answer, "row 37"]);
            Says<LabelException>(() => training.Checked.Fold(start, data.Batches(10)), answer);
            Assert.Contains(
                $"{answer[0]} 37 at [1] {answer[1]}",
                Left(training, start, data),
                StringComparison.Ordinal
            );
            Assert.True(training.Fold(start, right.Batches(10)).Loss > 0);
        }
    }

    public static TheoryData<Loss, double, string> NotTaken =>
        new()
        {
            { Hinge(), 0, "it is to be -1 or 1. Write labels of 0 and 1 as -1 and 1" },
            { SquaredHinge() + MeanSquaredError(), 0.5, "it is to be -1 or 1" },
            { HingeEmbedding(), 2, "it is to be -1 or 1" },
            { PoissonNegativeLogLikelihood(), -1, "it is to be 0 or more" },
            { KullbackLeibler(), 2, "it is to lie from 0 to 1" },
            { DistributionCrossEntropy().As("soft"), -0.5, "it is to lie from 0 to 1" },
            { Focal() + L2(1e-3), 2, "it is to lie from 0 to 1" },
            { ForOutputs((1, MeanSquaredError(), 1), (1, Hinge(), 1)), 0, "it is to be -1 or 1" },
        };

    [Theory]
    [MemberData(nameof(NotTaken))]
    public void A_target_that_the_loss_does_not_take(Loss loss, double target, string says)
    {
        // The targets of PyTorch's and Keras's documentation: counts, ±1, shares.
        Tensor<float> Targets(double wrong) =>
            Tensor.Of(new(Count, 2), [.. Enumerable.Range(0, 2 * Count).Select(i => i == 75 ? (float)wrong : 1)]);
        var data = new Dataset<float>(Inputs, Targets(target));
        var right = new Dataset<float>(Inputs, Targets(1));
        var training = FunctionalNet.Training.Of(Dense(2), loss, Adam(1e-2));
        var start = training.Init(Key, 4);
        string[] answer = ["the target of sample", FormattableString.Invariant($"is {target}: {says}")];
        Says<LabelException>(() => training.Fold(start, data.Batches(10)), [.. answer, "row 37 of the data"]);
        Says<LabelException>(() => training.Evaluate(start, data.All()), [.. answer, "sample 37 at [1]"]);
        Assert.Contains(answer[1], Left(training, start, data), StringComparison.Ordinal);
        Assert.True(double.IsFinite(training.Fold(start, right.Batches(10)).Loss));

        // A sample of weight 0 is not looked at.
        if (loss is ReducedLoss reduced)
        {
            var weighted = FunctionalNet.Training.Of(Dense(2), Weighted(reduced), Adam(1e-2));
            Tensor<float> With(float weight) =>
                Tensor.Of(
                    new(Count, 3),
                    [.. Targets(target).ToArray().Chunk(2).SelectMany((row, i) => row.Append(i == 37 ? weight : 1))]
                );
            _ = weighted.Fold(start, new Dataset<float>(Inputs, With(0)).Batches(10));
            Says<LabelException>(() => weighted.Fold(start, new Dataset<float>(Inputs, With(1)).Batches(10)), answer);
        }
    }

    [Fact]
    public void Nothing_that_counts()
    {
        var ignored = new Dataset<float>(Inputs, Tensor.Vector([.. Enumerable.Repeat(-1f, Count)]));
        var training = FunctionalNet.Training.Of(Dense(10), SoftmaxCrossEntropy(), Adam(1e-2));
        var start = training.Init(Key, 4);
        Assert.Contains("none of 100 samples counts", Left(training, start, ignored), StringComparison.Ordinal);
        Assert.Contains(
            "none of 100 samples counts",
            training
                .Fit(start, new Dataset<float>(Inputs, Labels).Batches(10), new() { HeldOut = ignored.Batches(10) })
                .Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
        var weightless = new Dataset<float>(Inputs, Tensor.Zeros<float>(new(Count, 2)));
        var weighted = FunctionalNet.Training.Of(Dense(1), Weighted(MeanSquaredError()), Adam(1e-2));
        Assert.Contains(
            "none of 100 samples counts",
            Left(weighted, weighted.Init(Key, 4), weightless),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void No_samples()
    {
        var none = new Dataset<float>(Tensor.Zeros<float>(new(0, 4)), Tensor.Zeros<float>(0));
        var training = FunctionalNet.Training.Of(Small, SoftmaxCrossEntropy(), Adam(1e-2));
        var start = training.Init(Key, none.InputShape);
        Says<InvalidOperationException>(
            () => training.Fold(start, none.Batches(10).Repeat(epochs: 2)),
            "no samples",
            "Repair"
        );
        Assert.Contains("no samples to learn from", Left(training, start, none), StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_in_the_data_by_sample_and_column()
    {
        var values = Inputs.ToArray();
        values[(4 * 37) + 2] = float.NaN;
        var data = new Dataset<float>(Tensor.Of(new Shape(Count, 4), values), Labels);
        var training = FunctionalNet.Training.Of(Dense(10), SoftmaxCrossEntropy(), Adam(1e-2));
        var start = training.Init(Key, 4);
        const string place = "NaN in the data, the input of sample 37 of the data, column 2";
        Says<DivergenceException>(() => training.Checked.Fold(start, data.Batches(10)), place, "Mend the data");
        Says<DivergenceException>(() => training.Checked.Fold(start, data.Shuffle(3).Batches(10)), place);
        Assert.Contains(place, Left(training, start, data), StringComparison.Ordinal);
        Assert.Contains(
            "loss NaN (training.Checked",
            $"{training.Fold(start, data.Batches(10))}",
            StringComparison.Ordinal
        );
    }

    private static string Left(Training<float> training, TrainState<float> start, Dataset<float> data) =>
        Error(() =>
            training.Fit(start, data.Batches(10), new() { Epochs = 1 }).Match(_ => string.Empty, error => error.Message)
        );

    // The message of the error, whether it is returned or thrown.
    private static string Error(Func<string> fit)
    {
        try
        {
            return fit();
        }
        catch (ShapeException error)
        {
            return error.Message;
        }
    }

    private static void Says<TException>(Action mistake, params string[] parts)
        where TException : Exception
    {
        var message = Assert.ThrowsAny<TException>(mistake).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
