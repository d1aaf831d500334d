using Xunit;

namespace FunctionalNet.Tests.Data;

/// <summary>Augmentations that mix samples: a key determines the batch, and targets are mixed in the same proportions as inputs.</summary>
public class AugmentationTests
{
    private const int Rows = 8;
    private const int Side = 6;

    // All pixels of image i are i and its target is one-hot at i, so that a mixture shows which images it is made of.
    private static readonly Batch<double> Images = Batch.Of(
        new Tensor<double>(
            new(Rows, 2, Side, Side),
            [.. Enumerable.Range(0, Rows * 2 * Side * Side).Select(i => (double)(i / (2 * Side * Side)))]
        ),
        new Tensor<double>(new(Rows), [.. Enumerable.Range(0, Rows).Select(i => (double)i)])
    );

    public static TheoryData<string> Kinds => ["mixup", "cutmix"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Targets_say_what_inputs_are_made_of(string kind)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var mixed = Mix(kind, seed);
            for (var row = 0; row < Rows; row++)
            {
                var target = mixed.Targets.Span.Slice(row * Rows, Rows).ToArray();
                Assert.Equal(1, target.Sum(), 1e-12);
                var expected = target.Select((share, i) => share * i).Sum();
                var pixels = mixed.Inputs.Span.Slice(row * 2 * Side * Side, 2 * Side * Side).ToArray();
                Assert.Equal(expected, pixels.Average(), 1e-12);
                Assert.True(target[row] > 0 || kind == "cutmix" || target.Count(share => share > 0) == 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_key_decides(string kind)
    {
        Assert.Equal(Mix(kind, 3).Inputs.Doubles(), Mix(kind, 3).Inputs.Doubles());
        Assert.NotEqual(Mix(kind, 3).Inputs.Doubles(), Mix(kind, 4).Inputs.Doubles());
        Assert.Equal(Rows - 1, Images.Inputs.Doubles()[^1]);
    }

    [Fact]
    public void Cut_out_is_a_rectangle_of_another_image()
    {
        var batch = Mix("cutmix", 5);
        var values = batch.Inputs.Span[..(2 * Side * Side)].ToArray();
        Assert.InRange(values.Distinct().Count(), 1, 2);
        Assert.Equal(values[..(Side * Side)], values[(Side * Side)..]);
    }

    [Fact]
    public void Labels_and_rows_are_refused()
    {
        Assert.Contains(
            "OneHot",
            Assert.Throws<ArgumentException>(() => Images.Mixup(1)).Message,
            StringComparison.Ordinal
        );
        var rows = Batch.Of(Tensor.Zeros<double>(new(2, 3)), Tensor.Zeros<double>(new(2, 3)));
        Assert.Throws<ArgumentException>(() => rows.CutMix(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Mixup(1, alpha: 0));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(5.0)]
    public void Shares_have_the_moments_of_the_beta_distribution(double alpha)
    {
        const int Draws = 4000;
        var shares = Enumerable.Range(0, Draws).Select(i => BetaDistribution.Draw(i, alpha)).ToArray();
        var variance = shares.Average(share => (share - 0.5) * (share - 0.5));
        Assert.Equal(0.5, shares.Average(), 0.02);
        Assert.Equal(0.25 / ((2 * alpha) + 1), variance, 0.1 * variance);
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
    }

    private static Batch<double> Mix(string kind, int seed) =>
        kind == "mixup" ? Images.OneHot(Rows).Mixup(seed, 0.4) : Images.OneHot(Rows).CutMix(seed);
}
