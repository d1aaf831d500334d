using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>What models and states print, and what a state made with a batch axis says.</summary>
public class SummaryTests
{
    [Fact]
    public void A_model_prints_its_layers()
    {
        var model = Model.Init<float>(Dense(32) >> BatchNorm() >> Named("head", Dense(10)), new(64), key: 1);
        string[] lines = $"{model}".Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Equal("input [n, 64]", lines[0]);
        Assert.Matches(@"^0: Dense\(32\) +\[n, 32\] +2,080 +4,\d\d\d$", lines[2]);
        Assert.Matches(@"^1: BatchNorm\(\) +\[n, 32\] +128 ", lines[3]);
        Assert.Matches(@"^head: Named\(""head"", Dense\(10\)\) +\[n, 10\] +330 ", lines[4]);
        Assert.StartsWith("2,474 parameters learn, 64 numbers stay; 10.2 kB, ", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_prints_step_loss_and_size()
    {
        var training = FunctionalNet.Training.Of<float>(Dense(1), MeanSquaredError(), Sgd(0.1));
        Assert.Matches("^step 0, loss NaN, 3 parameters, [0-9.]+ B with slots$", $"{training.Init(1, new(2))}");
    }

    [Fact]
    public void A_batch_axis_in_init_is_told_at_the_first_step()
    {
        var training = FunctionalNet.Training.Of<float>(Dense(1), MeanSquaredError(), Sgd(0.1));
        var batch = Batch.Of(Tensor.Zeros<float>(new(4, 2)), Tensor.Zeros<float>(new(4, 1)));
        var error = Assert.Throws<ShapeException>(() => training.Step(training.Init(1, new(4, 2)), batch));
        Assert.Contains("without the batch", error.Message, StringComparison.Ordinal);
    }
}
