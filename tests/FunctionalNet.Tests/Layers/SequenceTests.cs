using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Models of tokens and sequences: training, masks, weight sharing, and plans whose size does not depend on the length.</summary>
public class SequenceTests
{
    // Four tokens; the label is the third token.
    private static readonly Batch<float> Copy = Tokens();

    public static TheoryData<string> Models => [.. All.Keys];

    private static Dictionary<string, Layer> All =>
        new(StringComparer.Ordinal)
        {
            ["lstm"] = Embedding(5, 8) >> Lstm(16, lastOnly: true) >> Dense(5),
            ["gru"] = Embedding(5, 8) >> Gru(16, Direction.Bidirectional, lastOnly: true) >> Dense(5),
            ["transformer"] =
                Embedding(5, 16) >> LearnedPositions(4) >> TransformerBlock(2) >> LayerNorm() >> Flatten() >> Dense(5),
        };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_of_tokens_learns(string name)
    {
        var training = FunctionalNet.Training.Of(All[name], SoftmaxCrossEntropy(), Adam(0.01));
        var start = training.Init(3, new(4));
        var trained = training.Fold(start, Enumerable.Repeat(Copy, 150));
        Assert.True(trained.Loss < 0.1f, $"the loss is {trained.Loss}");
        Assert.True(FunctionalNet.Metrics.Accuracy(trained.Model.Predict(Copy.Inputs), Copy.Targets) > 0.99);
    }

    [Fact]
    public void A_plan_of_a_recurrent_model_does_not_grow_with_its_tokens()
    {
        Assert.Equal(Kernels(600), Kernels(1200));

        static int Kernels(int tokens)
        {
            var training = FunctionalNet.Training.Of(
                Lstm(8, Direction.Bidirectional) >> Gru(8, lastOnly: true),
                MeanSquaredError(),
                Sgd(0.1)
            );
            var step = PlannedGraph<float>.Of(training, StepKind.Step, new(2, tokens, 3), new(2, 8));
            return step.ToString().Split('\n').Length;
        }
    }

    [Fact]
    public void A_masked_token_changes_nothing()
    {
        Layer model = Lstm(3, Direction.Bidirectional, lastOnly: true, masked: 0);
        var trained = FunctionalNet.Training.Of<double>(model, MeanSquaredError(), Sgd(0.1)).Init(5, new(4, 2));
        var padded = trained.Model.Predict(new(new(1, 4, 2), [1, 2, -1, 0.5, 0, 0, 0, 0]));
        var shorter = new Model<double>(model, new(2, 2), trained.Values);
        Numbers.Close(shorter.Predict(new(new(1, 2, 2), [1, 2, -1, 0.5])).Doubles(), padded.Doubles(), 1e-14);
    }

    [Fact]
    public void Batch_norm_predicts_by_its_running_averages()
    {
        var training = FunctionalNet.Training.Of<double>(BatchNorm(momentum: 1), MeanSquaredError(), Sgd(0));
        var batch = Batch.Of<double>(new(new(3, 1), [1, 2, 6]), new(new(3, 1), [0, 0, 0]));
        var model = training.Step(training.Init(1, new(1)), batch).Model;
        Numbers.Close([3], model.Values["mean"].Doubles(), 1e-12);
        Numbers.Close([7], model.Values["variance"].Doubles(), 1e-12);
        Numbers.Close([(10 - 3) / Math.Sqrt(7 + 1e-5)], model.Predict(new(new(1, 1), [10])).Doubles(), 1e-12);
    }

    [Fact]
    public void The_same_name_is_the_same_weights()
    {
        var shared = FunctionalNet
            .Training.Of(Named("a", Dense(3)) >> Tanh() >> Named("a", Dense(3)), MeanSquaredError(), Sgd(0.1))
            .Init(1, new(3));
        Assert.Equal<IEnumerable<string>>(["a/bias", "a/weight"], shared.Parameters.Select(parameter => parameter.Key));
    }

    [Fact]
    public void Rotation_depends_on_the_distance_alone()
    {
        var x = Expr.Input("x", new(1, 6, 4));
        var y = RotaryPositions().Apply(new Trace(isTraining: false).Root, x);
        var values = new double[24];
        double[] token = [0.3, -1.2, 0.7, 2];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = token[i % 4];
        }

        var products = Numbers.Values(x, new(new(1, 6, 4), values), y.MatMul(y.Transpose()))[0];
        Assert.Equal(products[(0 * 6) + 2], products[(3 * 6) + 5], 1e-12);
        Assert.Equal(products[(1 * 6) + 2], products[(4 * 6) + 5], 1e-12);
    }

    private static Batch<float> Tokens()
    {
        var random = new System.Random(1);
        var tokens = Enumerable.Range(0, 64 * 4).Select(_ => (float)random.Next(5)).ToArray();
        var labels = Enumerable.Range(0, 64).Select(i => tokens[(i * 4) + 2]).ToArray();
        return Batch.Of(Tensor.Of(new Shape(64, 4), tokens), Tensor.Vector(labels));
    }
}
