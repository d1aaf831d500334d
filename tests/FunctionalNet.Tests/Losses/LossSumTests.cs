using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>Sums of losses: weights, names in the history, printing, and combinations that are refused.</summary>
public class LossSumTests
{
    private static readonly Batch<double> Batch = FunctionalNet.Batch.Of(
        Tensor.Of(new(4, 2), 1.0, 2, -1, 0.5, 0, 1, 3, -2),
        Tensor.Of(new(4, 1), 0.5, 0, -1, 2)
    );

    [Fact]
    public void Value_and_slope_are_those_of_the_weighted_sum()
    {
        var (x, t) = (Expr.Input("x", new(3)), Ops.Constant(new(3), [0.5, -1, 2]));
        var sum = (0.5 * MeanSquaredError()) + (2 * (Huber() + (0.25 * MeanAbsoluteError())));
        var plain =
            (0.5 * MeanSquaredError().Apply(x, t))
            + (2 * Huber().Apply(x, t))
            + (0.5 * MeanAbsoluteError().Apply(x, t));
        var y = sum.Apply(x, t);
        var values = Numbers.Values(
            x,
            Tensor.Vector(1.0, 3, 1.5),
            y,
            plain,
            Gradient.Of(y, [x])[0],
            Gradient.Of(plain, [x])[0]
        );
        Numbers.Close(values[1], values[0], 1e-14);
        Numbers.Close(values[3], values[2], 1e-14);
    }

    [Fact]
    public void It_prints_as_it_is_written_and_is_read_so()
    {
        var loss = (0.5 * MeanSquaredError()) + Huber(2).As("far") + (MeanAbsoluteError() + L2(0.1));
        const string text = "0.5 * MeanSquaredError() + NamedLoss(\"far\", Huber(2)) + (MeanAbsoluteError() + L2(0.1))";
        Assert.Equal(text, $"{loss}");
        Assert.Equal(loss, Calls.Read<Loss>(text).OrThrow());
        Assert.Equal(Huber(), 2 * (0.5 * Huber()));
        Assert.Equal(0.5 * Huber(), Huber() * 0.5);
    }

    [Fact]
    public void The_history_tells_named_parts_which_add_up()
    {
        var loss = (0.5 * MeanSquaredError().As("square")) + MeanAbsoluteError().As("distance");
        var training = FunctionalNet.Training.Of<double>(Dense(1), loss, Sgd(0));
        var data = new Dataset<double>(Batch.Inputs, Batch.Targets);
        var start = training.Init(1, data.InputShape);
        var epoch = training.Fit(start, data.Batches(3), new FitOptions<double> { Epochs = 1 }).OrThrow().Epochs[0];
        var square = FunctionalNet.Training.Of<double>(Dense(1), MeanSquaredError(), Sgd(0));
        Assert.Equal(["distance", "square"], epoch.Parts.Keys, StringComparer.Ordinal);
        Assert.Equal(epoch.Loss, epoch.Parts.Values.Sum(), 1e-14);
        Assert.Equal(0.5 * square.Evaluate(square.Init(1, data.InputShape), Batch), epoch.Parts["square"], 1e-14);
    }

    // The cross-entropy of PyTorch on the same scores; the penalty is ½ Σ w².
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_named_part_has_no_penalty(int batches)
    {
        var data = new Dataset<double>(Batch.Inputs, Tensor.Vector(0.0, 2, 1, 1));
        var plain = FunctionalNet.Training.Of<double>(Dense(3), SoftmaxCrossEntropy(), Sgd(0));
        var loss = SoftmaxCrossEntropy().As("ce") + L2(1);
        var penalized = FunctionalNet.Training.Of<double>(plain.Layer, loss, Sgd(0));
        var start = penalized.Init(1, data.InputShape);
        var one = new FitOptions<double> { Epochs = 1 };
        var epoch = penalized.Fit(start, data.Batches(4 / batches), one).OrThrow().Epochs[0];
        var scores = start.Model.Predict(data.AllInputs);
        var entropy = Enumerable
            .Range(0, 4)
            .Average(i => Math.Log(scores.Row(i).ToArray().Sum(Math.Exp)) - scores[i, (int)data.AllTargets.Span[i]]);
        var penalty = start.Parameters.Sum(parameter => parameter.Value.ToArray().Sum(w => 0.5 * w * w));
        Assert.Equal(entropy, epoch.Parts["ce"], 1e-12);
        Assert.Equal(entropy + penalty, epoch.Loss, 1e-12);
        var weighted = FunctionalNet.Training.Of<double>(plain.Layer, (2 * loss).As("all"), Sgd(0));
        Assert.Equal(2 * entropy, weighted.Fit(start, data.Batches(4), one).OrThrow().Epochs[0].Parts["all"], 1e-12);
    }

    [Fact]
    public void A_penalty_of_a_part_is_part_of_the_objective_alone()
    {
        var loss = 2 * (MeanSquaredError() + L2(0.5));
        var (prediction, target) = (Ops.Constant(new(1), [1.0]), Ops.Constant(new(1), [1.0]));
        Assert.Equal([0.0], loss.Apply(prediction, target).Value());
        Assert.Equal([4.5], loss.Objective(prediction, target, [Ops.Constant(new(1), [3.0])]).Value());
    }

    [Fact]
    public void What_weighs_nothing_adds_nothing_even_if_it_is_infinite()
    {
        var loss = (0 * MeanSquaredError()) + MeanAbsoluteError();
        var y = loss.Apply(Ops.Constant(new(2), [1e200, 0]), Ops.Constant(new(2), [1e200, 1]));
        Assert.Equal([0.5], y.Value());
        Assert.Single(loss.Portions(Expr.Input("x", new(2)), Expr.Input("t", new(2))));
    }

    [Fact]
    public void Labels_and_numbers_do_not_go_together()
    {
        var error = Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy() + MeanSquaredError());
        Assert.Contains("ForOutputs", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "ForOutputs",
            Calls.Read<Loss>("SoftmaxCrossEntropy() + Huber()").LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => double.NaN * Huber());
}
