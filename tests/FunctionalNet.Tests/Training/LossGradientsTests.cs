using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>The gradients by path are those that a training step applies.</summary>
public class LossGradientsTests
{
    [Fact]
    public void A_step_of_plain_descent_goes_along_them()
    {
        var training = FunctionalNet.Training.Of<double>(
            Dense(6) >> Tanh() >> Dropout(0.4) >> Dense(3),
            SoftmaxCrossEntropy() + L2(0.1),
            Sgd(0.5)
        );
        var inputs = new double[16 * 5];
        ((Key)1).Normal<double>(inputs);
        var batch = new Dataset<double>(new(new(16, 5), inputs), Tensor.Zeros<double>(new(16))).All();
        var before = training.Step(training.Init(3, new(5)), batch);
        var gradients = training.Gradients(before, batch);
        var after = training.Step(before, batch);

        Assert.Equal(["0/bias", "0/weight", "3/bias", "3/weight"], gradients.Keys, StringComparer.Ordinal);
        foreach (var (path, gradient) in gradients)
        {
            for (var i = 0; i < gradient.Length; i++)
            {
                var moved = after.Values[path].Span[i] - before.Values[path].Span[i];
                Assert.Equal(-0.5 * gradient.Span[i], moved, 1e-12);
            }
        }

        var norms = gradients.Norms();
        Assert.Equal(Math.Sqrt(gradients["3/bias"].Span.ToArray().Sum(g => g * g)), norms["3/bias"], 1e-12);
        Assert.Equal(gradients.Keys, norms.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void A_batch_of_another_kind_is_refused()
    {
        var training = FunctionalNet.Training.Of(Dense(3) >> Tanh(), SoftmaxCrossEntropy(), Sgd(0.5));
        var batch = new Dataset<float>(Tensor.Zeros<float>(new(4, 7)), Tensor.Zeros<float>(new(4))).All();
        var error = Assert.Throws<ShapeException>(() => training.Gradients(training.Init(1, new(5)), batch));
        Assert.Contains("0/weight", error.Message, StringComparison.Ordinal);
    }
}
