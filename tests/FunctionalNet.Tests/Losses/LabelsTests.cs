using System.Globalization;
using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>
/// A label is a class or the ignored label; anything else is an error that names sample, label and classes. This holds for every loss and
/// executor, for labels packed with weights or other targets, in training and in evaluation.
/// </summary>
public class LabelsTests
{
    private static readonly double[] Scores = [1, 2, 3, 0.5, 0.1, 0.2, -1, 0, 1];

    private static readonly Dictionary<string, Func<int?, ReducedLoss>> Losses = new(StringComparer.Ordinal)
    {
        ["SoftmaxCrossEntropy"] = ignore => SoftmaxCrossEntropy(ignore: ignore),
        ["SoftmaxCrossEntropy, smooth"] = ignore => SoftmaxCrossEntropy(0.1, ignore: ignore),
        ["SoftmaxCrossEntropy, weights"] = ignore => SoftmaxCrossEntropy(weights: new(1, 2, 3), ignore: ignore),
        ["SoftmaxCrossEntropy, all"] = ignore => SoftmaxCrossEntropy(1, new(1, 2, 3), ignore),
        ["NegativeLogLikelihood"] = ignore => NegativeLogLikelihood(ignore: ignore),
        ["MultiClassHinge"] = ignore => MultiClassHinge(ignore: ignore),
    };

    private static readonly Dictionary<string, Func<Graph, Tensor<float>[], IReadOnlyList<Tensor<float>>>> Executors =
        new(StringComparer.Ordinal)
        {
            ["plan"] = (graph, inputs) => Plan<float>.Compile(graph, threads: 1).Run(inputs),
            ["eager"] = (graph, inputs) => Eager.Run(graph, inputs),
            ["reference"] = (graph, inputs) => Reference.Run(graph, inputs),
        };

    public static TheoryData<string, string> All =>
        [.. Losses.Keys.SelectMany(loss => Executors.Keys.Select(executor => (loss, executor)))];

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_no_class_is_refused(string loss, string executor)
    {
        foreach (var label in (float[])[float.NaN, -0.5f, 0.5f, 1.000001f, 3, -2, -100, 1e9f, float.PositiveInfinity])
        {
            Refused(Run(Losses[loss](-1), executor, label), label, "sample 1", "0 to 2", "-1 does not count");
            Refused(Run(Losses[loss](null), executor, label), label, "sample 1", "0 to 2");
        }

        Refused(Run(Losses[loss](null), executor, -1), -1, "sample 1", "3 classes");
        Refused(Run(Losses[loss](2), executor, -1), -1, "sample 1", "2 does not count");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_does_not_count_is_told(string loss, string executor)
    {
        var others = Values(Losses[loss](null), executor, [2, 1], [.. Scores[..3], .. Scores[6..]]);
        foreach (var ignore in (int[])[-1, -100, 255, 0])
        {
            var some = Values(Losses[loss](ignore), executor, [2, ignore, 1], Scores);
            Assert.Equal(others[0].Span[0], some[0].Span[0], 1e-6f);
            Assert.Equal(new float[3], some[1].Span[3..6].ToArray());
            Assert.Equal(others[1].Span[..3].ToArray(), some[1].Span[..3].ToArray());
        }
    }

    [Fact]
    public void A_column_of_labels_is_looked_at_as_labels_are()
    {
        var weighted = Weighted(SoftmaxCrossEntropy());
        var several = ForOutputs((3, SoftmaxCrossEntropy(), 1), (1, Huber(), 1));
        foreach (var executor in Executors.Keys)
        {
            foreach (var label in (float[])[float.NaN, 0.5f, 3])
            {
                Refused(Packed(weighted, 3, executor, 1, label, 1), label, "sample 1", "3 classes");
                Refused(Packed(several, 4, executor, 1, label, 1), label, "sample 1", "3 classes");
                Assert.True(float.IsFinite(Packed(weighted, 3, executor, 0, label, 1)()[0].Span[0]));
            }

            // The invalid label is in another sample.
            Refused(Packed(weighted, 3, executor, 1, 1, 7), 7, "sample 2", "0 to 2");
        }
    }

    [Fact]
    public void A_place_of_a_sequence_is_told()
    {
        Expr x = Expr.Input("x", new(2, 2, 3)),
            y = Expr.Input("y", new(2, 2), ElementType.Int64);
        var graph = new Graph([x, y], [SoftmaxCrossEntropy().Apply(x, y)]);
        Refused(
            () => Reference.Run(graph, Tensor.Zeros<float>(new(2, 2, 3)), Tensor.Of<float>(new(2, 2), 0, 1, 2, 5)),
            5,
            "sample 1 at [1]"
        );
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(0.5f)]
    [InlineData(-2f)]
    [InlineData(3f)]
    public void A_step_that_throws_changes_nothing_and_names_the_row(float label)
    {
        var labels = Enumerable.Range(0, 20).Select(i => i == 13 ? label : i % 3).ToArray();
        var inputs = new float[80];
        ((Key)1).Uniform<float>(inputs);
        var data = new Dataset<float>(Tensor.Of(new(20, 4), inputs), Tensor.Vector(labels));
        var training = FunctionalNet.Training.Of(Dense(4) >> BatchNorm() >> Dense(3), SoftmaxCrossEntropy(), Adam(0.1));
        var start = training.Init(1, new(4));
        var before = start.Values.ToDictionary(
            value => value.Key,
            value => value.Value.Span.ToArray(),
            StringComparer.Ordinal
        );
        var batches = data.Shuffle(2).Batches(4);
        Refused(() => training.Fold(start, batches), label, "row 13 of the data");
        Refused(() => training.Checked.Fold(start, batches), label, "row 13 of the data");
        Refused(() => training.Eager.Fold(start, batches), label, "row 13 of the data");
        Refused(() => training.Evaluate(start, batches), label, "row 13 of the data");
        Refused(() => training.Evaluate(start, data.All()), label, "sample 13");
        Refused(() => training.Gradients(start, data.All()), label, "sample 13");
        var told = training.Fit(start, batches).Match(_ => string.Empty, error => error.Message);
        Assert.Contains("row 13 of the data", told, StringComparison.Ordinal);
        Assert.All(before, value => Assert.Equal(value.Value, start.Values[value.Key].Span.ToArray()));

        // The same training continues on the valid samples.
        var rest = data.Take([.. Enumerable.Range(0, 20).Where(i => i != 13)]);
        Assert.True(float.IsFinite(training.Fold(start, rest.Batches(4).Repeat(3)).Loss));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(1.5f, "1.5")]
    [InlineData(-1f, "-1")]
    [InlineData(4f, "4 tokens")]
    public void A_token_is_one_of_the_table(float token, string told)
    {
        var training = FunctionalNet.Training.Of(
            Embedding(4, 2) >> Flatten() >> Dense(1),
            MeanSquaredError(),
            Sgd(0.1)
        );
        var batch = Batch.Of(Tensor.Of(new(2, 2), 0, 1, 2, token), Tensor.Zeros<float>(new(2, 1)));
        var start = training.Init(1, new(2));
        Contains(() => start.Model.Predict(batch.Inputs), told);
        Contains(() => training.Step(start, batch), told);
        Contains(() => training.Eager.Step(start, batch), told);
        Contains(() => training.Evaluate(start, batch), told);

        var packed = FunctionalNet.Training.Of(
            Inputs((new(1), Dense(2)), (new(1), Embedding(4, 2) >> Flatten())) >> Dense(1),
            MeanSquaredError(),
            Sgd(0.1)
        );
        Contains(() => packed.Step(packed.Init(1, new(2)), batch), told);
        Contains(() => packed.Init(1, new(2)).Model.Predict(batch.Inputs), told);
    }

    [Fact]
    public void Whole_numbers_and_truth_values_are_these_in_every_executor()
    {
        Expr x = Expr.Input("x", new(3)),
            i = Expr.Input("i", new(2), ElementType.Int64),
            b = Expr.Input("b", new(2), ElementType.Bool);
        var gather = new Graph([x, i], [x.Gather(i)]);
        var choice = new Graph([b], [b.Where(1, 2)]);
        var table = Tensor.Vector<float>(5, 6, 7);
        foreach (var run in Executors.Values)
        {
            Assert.Equal([7, 6], run(gather, [table, Tensor.Vector<float>(-1, 1)])[0].Span.ToArray());
            Contains(() => run(gather, [table, Tensor.Vector(0, float.NaN)]), "[1] is NaN");
            Contains(() => run(gather, [table, Tensor.Vector(0.5f, 0)]), "[0] is 0.5");
            Contains(() => run(choice, [Tensor.Vector(0.5f, 0)]), "0.5, neither 0 nor 1");
            Assert.Equal([1, 2], run(choice, [Tensor.Vector<float>(1, 0)])[0].Span.ToArray());
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_constant_of_whole_numbers_is_whole(double odd) =>
        Assert.Contains(
            "whole numbers",
            Assert.Throws<ShapeException>(() => Ops.Constant(new(2), [0, odd], ElementType.Int64)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_single_score_is_told_of_another_loss() =>
        Contains(
            () =>
                SoftmaxCrossEntropy()
                    .Apply(Ops.Constant(new(2, 1), [1, 2]), Ops.Constant(new(2), [0, 1], ElementType.Int64))
                    .Value(),
            "BinaryCrossEntropy"
        );

    private static Func<IReadOnlyList<Tensor<float>>> Run(ReducedLoss loss, string executor, float label) =>
        () => Values(loss, executor, [2, label, 1], Scores);

    private static IReadOnlyList<Tensor<float>> Values(
        ReducedLoss loss,
        string executor,
        float[] labels,
        double[] scores
    )
    {
        Expr x = Expr.Input("x", new(labels.Length, 3)),
            y = Expr.Input("y", new(labels.Length), ElementType.Int64);
        var value = loss.Apply(x, y);
        return Executors[executor]
            (
                new Graph([x, y], [value, Gradient.Of(value, [x])[0]]),
                [new(x.Shape, [.. scores.Select(score => (float)score)]), Tensor.Vector(labels)]
            );
    }

    private static Func<IReadOnlyList<Tensor<float>>> Packed(
        Loss loss,
        int width,
        string executor,
        float weight,
        params float[] labels
    )
    {
        Expr x = Expr.Input("x", new(3, width)),
            y = Expr.Input("y", new(3, 2));
        var value = loss.Apply(x, y);
        return () =>
            Executors[executor]
                (
                    new Graph([x, y], [value, Gradient.Of(value, [x])[0]]),
                    [Tensor.Zeros<float>(x.Shape), Tensor.Of(y.Shape, 2, 1, labels[0], weight, labels[1], 1)]
                );
    }

    private static void Refused(Func<object?> run, float label, params string[] words)
    {
        var error = Assert.Throws<LabelException>(run);
        Assert.Equal(label, (float)error.Label);
        Assert.All(
            words.Append(label.ToString("G4", CultureInfo.InvariantCulture)[..1]),
            word => Assert.Contains(word, error.Message, StringComparison.Ordinal)
        );
    }

    private static void Contains(Func<object?> run, string word) =>
        Assert.Contains(word, Assert.ThrowsAny<ArgumentException>(run).Message, StringComparison.Ordinal);
}
