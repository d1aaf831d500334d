using FunctionalNet.Tests.Data;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Small classification problems with a known achievable accuracy.</summary>
public class ClassificationTests
{
    [Fact]
    public void Softmax_regression_tells_the_irises_of_a_stratified_hold_out()
    {
        var (train, test) = Iris.Load().HoldOut(0.2, key: 3);
        Assert.Equal(30, test.Count);
        var training = FunctionalNet.Training.Of(Dense(3), SoftmaxCrossEntropy(), Adam(0.05));
        var trained = training.Fold(
            training.Init(2, train.InputShape),
            train.Shuffle(1).Batches(32).Repeat(epochs: 150)
        );
        var accuracy = FunctionalNet.Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets);
        Assert.True(accuracy >= 0.96, $"{accuracy:P1} of the irises held out");
    }

    [Fact]
    public void Two_layers_learn_exclusive_or()
    {
        var training = FunctionalNet.Training.Of(Dense(8) >> Tanh() >> Dense(1), BinaryCrossEntropy(), Adam(0.05));
        var batch = Batch.Of(
            Tensor.Matrix(
                new[,]
                {
                    { 0f, 0f },
                    { 0f, 1f },
                    { 1f, 0f },
                    { 1f, 1f },
                }
            ),
            Tensor.Matrix(
                new[,]
                {
                    { 0f },
                    { 1f },
                    { 1f },
                    { 0f },
                }
            )
        );
        var trained = training.Fold(training.Init(4, new(2)), Enumerable.Repeat(batch, 400));
        float[] logits = trained.Model.Predict(batch.Inputs).Span.ToArray();
        Assert.Equal([false, true, true, false], logits.Select(logit => logit > 0));
        Assert.True(trained.Loss < 0.02f);
    }

    [Fact]
    public void A_deep_net_parts_two_moons()
    {
        var (train, test) = Moons(400, 5).HoldOut(0.25, key: 6);
        var model = Dense(16) >> Relu() >> Residual(Dense(16) >> Gelu()) >> Dropout(0.05) >> Dense(2);
        var training = FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), ClipByGlobalNorm(1) >> AdamW(0.02));
        var trained = training.Fold(training.Init(8, new(2)), train.Shuffle(7).Batches(64).Repeat(epochs: 60));
        Assert.True(FunctionalNet.Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets) >= 0.98);
    }

    private static Dataset<float> Moons(int count, Key key)
    {
        var (turns, noise) = (new float[count], new float[2 * count]);
        key.Split("turns").Uniform<float>(turns);
        key.Split("noise").Normal<float>(noise);
        var points = Enumerable
            .Range(0, count)
            .SelectMany(i =>
            {
                var (sin, cos) = MathF.SinCos(MathF.PI * turns[i]);
                var (x, y) = i % 2 == 0 ? (cos, sin) : (1 - cos, 0.5f - sin);
                return new[] { x + (0.08f * noise[2 * i]), y + (0.08f * noise[(2 * i) + 1]) };
            });
        return new(
            new(new(count, 2), [.. points]),
            new(new(count), [.. Enumerable.Range(0, count).Select(i => (float)(i % 2))])
        );
    }
}
