using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>
/// The loss of a set of samples does not depend on its split into batches: in evaluation, in the reported epoch, and in accumulated
/// gradients.
/// </summary>
public sealed class OneNumberTests : IDisposable
{
    private const int Count = 12;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. Losses.Keys];

    private static Dictionary<string, (Loss Loss, int Outputs, Tensor<double> Targets)> Losses { get; } =
        new(StringComparer.Ordinal)
        {
            ["all count"] = (SoftmaxCrossEntropy(), 3, Labels(i => i % 3)),
            ["some are ignored"] = (SoftmaxCrossEntropy(), 3, Labels(i => i < 7 ? -1 : i % 3)),
            ["a class is ignored"] = (SoftmaxCrossEntropy(ignore: 1), 3, Labels(i => i < 5 ? 1 : i % 3)),
            ["smooth"] = (SoftmaxCrossEntropy(0.1), 3, Labels(i => i < 7 ? -1 : i % 3)),
            ["class weights"] = (SoftmaxCrossEntropy(weights: new(1, 5, 0)), 3, Labels(i => i < 6 ? 0 : i % 3)),
            ["likelihood"] = (NegativeLogLikelihood(), 3, Labels(i => i % 4 == 0 ? i % 3 : -1)),
            ["margin"] = (MultiClassHinge(), 3, Labels(i => i < 9 ? -1 : i % 3)),
            ["a sum"] = (SoftmaxCrossEntropy(reduction: Reduction.Sum), 3, Labels(i => i < 7 ? -1 : i % 3)),
            ["a sum of squares"] = (MeanSquaredError(Reduction.Sum), 1, Column(i => i)),
            ["squares"] = (MeanSquaredError(), 1, Column(i => i * i)),
            ["weights"] = (Weighted(MeanSquaredError()), 1, Columns(i => i, i => i < 5 ? 0 : i)),
            ["weighted labels"] = (
                Weighted(SoftmaxCrossEntropy()),
                3,
                Columns(i => i < 7 ? -1 : i % 3, i => 1 + (i % 4))
            ),
            ["nothing counts"] = (SoftmaxCrossEntropy(), 3, Labels(_ => -1)),
            ["a penalty"] = (SoftmaxCrossEntropy() + L2(0.1), 3, Labels(i => i < 7 ? -1 : i % 3)),
            ["a loss of one's own"] = (new Own(), 1, Column(i => i * i)),
        };

    private static Dictionary<string, (Loss Loss, int Outputs, Tensor<double> Targets)> Several { get; } =
        new(Losses, StringComparer.Ordinal)
        {
            ["several outputs"] = (
                ForOutputs((3, SoftmaxCrossEntropy(), 1), (1, Huber(), 0.5)),
                4,
                Columns(i => i < 7 ? -1 : i % 3, i => i)
            ),
            ["several, one a sum, with a penalty"] = (
                ForOutputs((3, SoftmaxCrossEntropy(), 2), (1, MeanSquaredError(Reduction.Sum), 0.5)) + L1(0.1),
                4,
                Columns(i => i < 7 ? -1 : i % 3, i => i)
            ),
            ["several, one of no weight"] = (
                ForOutputs((3, SoftmaxCrossEntropy(), 0), (1, Huber(), 1)),
                4,
                Columns(i => i < 7 ? -1 : i % 3, i => i)
            ),
        };

    public static TheoryData<string> All => [.. Several.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_judged_and_told_of_an_epoch(string name)
    {
        var (training, data) = Of(name, Sgd(0));
        var start = training.Init(1, new(2));
        var whole = training.Evaluate(start, data.All());
        var objective = training.Step(start, data.All()).Loss;
        for (var size = 1; size <= Count; size++)
        {
            var batches = data.Batches(size);
            Assert.Equal(whole, training.Evaluate(start, batches), 1e-12);
            Assert.Equal(whole, training.Evaluate(start, data.Shuffle(size).Batches(size)), 1e-12);
            var fit = training.Fit(start, batches, new() { Epochs = 1, HeldOut = batches });
            if (name == "nothing counts")
            {
                Assert.True(fit.IsLeft);
                continue;
            }

            var history = fit.OrThrow();
            Assert.Equal(objective, history.Epochs[0].Loss, 1e-12);
            Assert.Equal(whole, history.Epochs[0].HeldOut, 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_that_are_gathered_are_those_of_one_batch(string name)
    {
        var (loss, outputs, targets) = Losses[name];

        // A sum-reduced loss adds its penalty once for each batch, any other reduction once in total.
        var start = Of(loss, outputs, Sgd(0.1)).Init(1, new(2));
        var whole = Of(loss, outputs, Adam(0.1))
            .Step(Of(loss, outputs, Adam(0.1)).Init(1, new(2)), Data(targets).All());
        for (var size = 1; size <= Count; size++)
        {
            var batches = Data(targets).Batches(size);
            var gathered = Of(loss, outputs, AccumulateGradients(batches.Count, Adam(0.1)));
            var end = gathered.Fold(gathered.Init(1, new(2)), batches);
            Assert.All(
                start.Parameters,
                parameter =>
                    Numbers.Close(
                        whole.Values[parameter.Key].Span.ToArray(),
                        end.Values[parameter.Key].Span.ToArray(),
                        1e-6
                    )
            );
        }
    }

    [Fact]
    public void A_rate_falls_by_the_loss_of_all()
    {
        // The overall loss is the same in each epoch. The mean of the batch means is not, because batches differ in the number of counted
        // samples.
        var (loss, outputs, targets) = Losses["some are ignored"];
        foreach (var size in (int[])[1, 4, 12])
        {
            var batches = Data(targets).Batches(size);
            var training = Of(loss, outputs, Sgd(0) >> ReduceOnPlateau(batches.Count, factor: 0.5, patience: 1));
            var end = training.Fold(training.Init(1, new(2)), batches.Repeat(4));
            Assert.Equal(training.Evaluate(end, Data(targets).All()), end.Values["optimizer/1/best"].Span[0], 1e-12);
            Assert.Equal(0.5, end.Values["optimizer/1/scale"].Span[0]);
        }
    }

    [Fact]
    public void What_is_within_sees_the_loss_of_all_that_is_gathered()
    {
        var (loss, outputs, targets) = Losses["class weights"];
        var training = Of(loss, outputs, AccumulateGradients(4, Sgd(0) >> ReduceOnPlateau()));
        var end = training.Fold(training.Init(1, new(2)), Data(targets).Batches(3));
        Assert.Equal(training.Evaluate(end, Data(targets).All()), end.Values["optimizer/inner/1/best"].Span[0], 1e-12);
    }

    [Fact]
    public void An_epoch_that_is_resumed_tells_the_same()
    {
        var (training, data) = Of("several, one a sum, with a penalty", Adam(0.1));
        var start = training.Init(1, new(2));
        var options = new FitOptions<double>
        {
            Epochs = 3,
            CheckpointEvery = 2,
            Checkpoints = new(folder.Path, Keep: 100),
        };
        var whole = training.Fit(start, data.Batches(3), options).OrThrow();
        var files = options.Checkpoints.Files;
        for (var lost = 1; lost <= files.Length; lost++)
        {
            foreach (var file in files.Take(lost))
            {
                File.Delete(file);
            }

            Assert.Equal(
                whole.Epochs[^1].Loss,
                training.Fit(start, data.Batches(3), options).OrThrow().Epochs[^1].Loss
            );
        }
    }

    private static (Training<double> Training, Dataset<double> Data) Of(string name, Transform optimizer)
    {
        var (loss, outputs, targets) = Several[name];
        return (Of(loss, outputs, optimizer), Data(targets));
    }

    private static Training<double> Of(Loss loss, int outputs, Transform optimizer) =>
        FunctionalNet.Training.Of<double>(Dense(outputs), loss, optimizer, threads: 1);

    private static Dataset<double> Data(Tensor<double> targets)
    {
        var inputs = new double[2 * Count];
        ((Key)7).Uniform<double>(inputs);
        return new(Tensor.Of(new(Count, 2), inputs), targets);
    }

    private static Tensor<double> Labels(Func<int, double> label) =>
        Tensor.Vector([.. Enumerable.Range(0, Count).Select(label)]);

    private static Tensor<double> Column(Func<int, double> target) => Labels(target).Reshape(new(Count, 1));

    private static Tensor<double> Columns(Func<int, double> first, Func<int, double> second) =>
        Packing.Pack(Labels(first), Labels(second));

    private sealed record Own : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => (prediction - target).Abs().ReduceMean();
    }
}
