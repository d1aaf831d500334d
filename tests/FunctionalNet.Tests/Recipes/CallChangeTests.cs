using Xunit;

namespace FunctionalNet.Tests.Recipes;

/// <summary>Changing one argument in the text of a recipe.</summary>
public class CallChangeTests
{
    [Theory]
    [InlineData("AdamW(0.1)", "rate", "1e-3", "AdamW(0.001)")]
    [InlineData("AdamW(CosineDecay(0.1, steps))", "rate", "0.2", "AdamW(0.2)")]
    [InlineData("ClipByGlobalNorm(1) >> AdamW(0.1)", "decay", "0.3", "ClipByGlobalNorm(1) >> AdamW(0.1, decay: 0.3)")]
    [InlineData(
        "AdamW(WarmupCosine(peak: 0.1, warmup: 2, total: 9))",
        "peak",
        "1",
        "AdamW(WarmupCosine(peak: 1, warmup: 2, total: 9))"
    )]
    [InlineData("AdamW(CosineDecay(0.1, steps))", "CosineDecay.rate", "0.2", "AdamW(CosineDecay(0.2, steps))")]
    [InlineData("Sgd(0.1, momentum: 0.5)", "Momentum", "0.9", "Sgd(0.1, momentum: 0.9)")]
    [InlineData("Sgd(0.1)", "rate", "CosineDecay(0.1, 5)", "Sgd(CosineDecay(0.1, 5))")]
    [InlineData("Dense(4) >> Tanh() >> Dense(3)", "Dense[0].units", "8", "Dense(8) >> Tanh() >> Dense(3)")]
    [InlineData("Residual(Dense(4)) >> Dense(3)", "Dense[*].units", "8", "Residual(Dense(8)) >> Dense(8)")]
    [InlineData("Dense(4) >> Residual(Dense(3))", "dense[1].units", "5", "Dense(4) >> Residual(Dense(5))")]
    [InlineData(
        "Dropout(0.1) >> Dense(3) >> Dropout(0.2)",
        "Dropout[*].rate",
        "0",
        "Dropout(0) >> Dense(3) >> Dropout(0)"
    )]
    public void An_argument_takes_another_value(string text, string path, string value, string changed) =>
        Assert.Equal(changed, Calls.With(text, path, value).OrThrow());

    [Theory]
    [InlineData("Sgd(0.1)", "Sgd(0.5)")]
    [InlineData(
        "ClipByGlobalNorm(1) >> AdamW(WarmupCosine(peak: 3e-3, warmup: warmup, total: steps))",
        "ClipByGlobalNorm(1) >> AdamW(WarmupCosine(peak: 0.5, warmup: warmup, total: steps))"
    )]
    [InlineData("Adam(Warmup(10, CosineDecay(0.1, steps)))", "Adam(Warmup(10, CosineDecay(0.5, steps)))")]
    public void A_schedule_keeps_its_course_under_another_rate(string text, string changed) =>
        Assert.Equal(changed, Calls.WithRate(text, 0.5).OrThrow());

    [Theory]
    [InlineData("Sgd(0.1)", "rat", "1", "did you mean rate?")]
    [InlineData("Sgd(0.1)", "AdamW.rate", "1", "no call in it has AdamW.rate")]
    [InlineData("Sgd(0.1)", "rate", "(", "expected")]
    [InlineData(
        "Dense(4) >> Dense(3)",
        "Dense.units",
        "8",
        "2 calls in it have Dense.units: Dense[0].units, Dense[1].units; name one, or Dense[*].units for all"
    )]
    [InlineData("Dense(4) >> Dense(3)", "Dense[2].units", "8", "no call in it has Dense[2].units")]
    [InlineData("Sgd(0.1", "rate", "1", "expected")]
    public void What_has_no_such_argument_is_told(string text, string path, string value, string says) =>
        Assert.Contains(
            says,
            Calls.With(text, path, value).Match(Right: _ => string.Empty, Left: error => error.Message),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Dense(256) >> Residual(Conv2d(8, [3, 5])) >> Dense(2, bias: false)")]
    [InlineData("SoftmaxCrossEntropy() + L2(0.1)")]
    [InlineData("(Dense(1) >> Relu()) * 2")]
    [InlineData("Load(\"a\\\"b\\\\c\")")]
    public void What_is_read_is_written_as_it_was(string text) => Assert.Equal(text, CallText.Parse(text).Written);
}
