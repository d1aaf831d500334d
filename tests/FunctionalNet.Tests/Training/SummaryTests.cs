using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>The printed forms of models and states, and the error of a state that was made with a batch axis.</summary>
public class SummaryTests
{
    [Fact]
    public void A_model_prints_its_layers()
    {
        var model = Model.Init<float>(Dense(32) >> BatchNorm() >> Named("head", Dense(10)), new(64), key: 1);
        string[] lines = $"{model}".Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.Equal("input [n, 64]", lines[0]);
        Assert.Matches("^layer +output +parameters +FLOPs +memory$", lines[1]);
        Assert.Matches(@"^0: Dense\(32\) +\[n, 32\] +2,080 +4,\d\d\d +128 B$", lines[2]);
        Assert.Matches(@"^1: BatchNorm\(\) +\[n, 32\] +128 +\d+ +128 B$", lines[3]);
        Assert.Matches(@"^head: Named\(""head"", Dense\(10\)\) +\[n, 10\] +330 +\d+ +40 B$", lines[4]);
        Assert.Matches(
            @"^trainable params 2,474, non-trainable params 64; \d,\d\d\d FLOPs for a batch of 1$",
            lines[5]
        );
        Assert.Equal(
            "input size 256 B, forward pass size 296 B, params size 10.2 kB, estimated total size 10.7 kB",
            lines[6]
        );
    }

    [Fact]
    public void Work_and_memory_are_those_of_the_batch_and_of_the_number_type()
    {
        var layer = Dense(32) >> Dense(10);
        string[] one = Model.Init<double>(layer, new(64), key: 1).Summary().Split('\n');
        string[] many = Model.Init<double>(layer, new(64), key: 1).Summary(batch: 1_000).Split('\n');
        Assert.Equal("256 B", Last(one[2]));
        Assert.Equal("256 kB", Last(many[2]));
        Assert.Equal(1_000 * Flops(one[2]), Flops(many[2]));
        Assert.Equal(
            "input size 512 kB, forward pass size 336 kB, params size 19.3 kB, estimated total size 867.3 kB",
            many[^1]
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Init<double>(layer, new(64), key: 1).Summary(batch: 0));

        static string Last(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
        static long Flops(string line) =>
            long.Parse(
                line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[^2],
                System.Globalization.NumberStyles.AllowThousands | System.Globalization.NumberStyles.AllowLeadingWhite,
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    [Fact]
    public void Memory_counts_the_layers_within_and_no_output_twice()
    {
        // Two layers of 8 numbers and their sum with the input; one and its sum; dropout gives its input on.
        var layer = Residual(Dense(8) >> Tanh()) >> Residual(Dense(8)) >> Dropout(0.5);
        string[] lines = Model.Init<float>(layer, new(8), key: 1).Summary().Split('\n');
        Assert.EndsWith("  96 B", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("  64 B", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("  0 B", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_no_chain_prints_the_layers_within()
    {
        var gpt = Gpt2(vocabulary: 10, positions: 6, width: 8, layers: 2, heads: 2);
        string[] lines = Model.Init<float>(gpt, new(6), key: 1).Summary().Split('\n');
        Assert.Equal(
            ["wte", "wpe", "drop", "h/0", "h/1", "ln_f", "Gpt2(10,"],
            lines[2..^2].Select(line => line.Split(' ')[0]),
            StringComparer.Ordinal
        );
        Assert.Matches(@"^wte +\[n, 6, 8\] +80 ", lines[2]);
        Assert.Matches(
            @"^h/1 +\[n, 6, 8\] +872 ",
            lines.Single(line => line.StartsWith("h/1", StringComparison.Ordinal))
        );
        Assert.Matches(@"^Gpt2\(.* +\[n, 6, 10\] +0 ", lines[^3]);
        string[] adapted = Model.Init<float>(LowRank(Dense(4) >> Dense(2)), new(3), key: 1).Summary().Split('\n');
        Assert.Matches(@"^0 +\[n, 4\] +72 ", adapted[2]);
        Assert.Matches(@"^1 +\[n, 2\] +58 ", adapted[3]);
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
