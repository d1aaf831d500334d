using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Recipes;

/// <summary>The printed form of an object can be parsed back into it.</summary>
public class CallsTests
{
    public static TheoryData<string> Layers =>
        [
            "Dense(256) >> Gelu() >> Dropout(0.3) >> Dense(10)",
            "Dense(4, false)",
            "Residual(Dense(8) >> Relu()) >> LayerNorm()",
            "Embedding(1000, 32) >> Lstm(64, LastOnly: true) >> Dense(2)",
            "LeakyRelu(0.1) >> Flatten() >> Dense(10)",
            "TransformerBlock(4, Causal: true, Rotary: true)",
        ];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_is_read_as_it_prints(string text) => Assert.Equal(text, $"{Calls.Read<Layer>(text).OrThrow()}");

    [Fact]
    public void What_a_program_writes_is_read()
    {
        Assert.Equal(Conv2d(8, (3, 5)), Calls.Read<Layer>("Conv2d(8,(3,5))").OrThrow());
        Assert.Equal(
            Conv2d(8, 3, padding: Padding.Of((0, 1), 1)),
            Calls.Read<Layer>("Conv2d(8, 3, padding: Padding.Of((0, 1), 1))").OrThrow()
        );
        Assert.Equal(Conv2d(8, 3, padding: (1, 2)), Calls.Read<Layer>("Conv2d(8, 3, padding: [1, 2])").OrThrow());
        Assert.Equal(Reshape(2, 1), Calls.Read<Layer>("Reshape([2,1])").OrThrow());
        Assert.Equal(Reshape(2, 1), Calls.Read<Layer>("Reshape(2, 1)").OrThrow());
        Assert.Equal(Pad([1, 0], [2, 1]), Calls.Read<Layer>("Pad([1, 0], [2, 1])").OrThrow());
        Assert.Equal(
            InParallel(-1, (2, Dense(3) >> Tanh()), (1, Sigmoid())),
            Calls.Read<Layer>("InParallel(-1, (2, Dense(3) >> Tanh()), (1, Sigmoid()))").OrThrow()
        );
        Assert.Equal(
            Inputs((new(2, 2), Flatten()), (new(3), Sigmoid())),
            Calls.Read<Layer>("Inputs(([2, 2], Flatten()), ([3], Sigmoid()))").OrThrow()
        );
        Assert.Equal(Dense(3) >> Tanh(), Calls.Read<Layer>("Dense(3).Then(Tanh())").OrThrow());
        Assert.Equal(
            PiecewiseLinear((0, 1), (500, 0.1)),
            Calls.Read<Schedule>("PiecewiseLinear((0,1),(500, 0.1))").OrThrow()
        );
        Assert.Equal(
            (0.5 * ConstantRate(0.1)).Then(10, CosineDecay(0.1, 20)),
            Calls.Read<Schedule>("(0.5 * ConstantRate(0.1)).Then(10, CosineDecay(0.1, 20))").OrThrow()
        );
        Assert.Equal(Sgd(0.1) >> Scale(2), Calls.Read<Transform>("Sgd(0.1).Then(Scale(2))").OrThrow());
        Assert.Equal(ClipByNorm(double.PositiveInfinity), Calls.Read<Transform>("ClipByNorm(Infinity)").OrThrow());
        Assert.Contains(
            "-Infinity",
            Calls.Read<Layer>("HardTanh(-Infinity)").Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
        Assert.Equal(
            Named("a \"b\" \\ c", Tanh()),
            Calls.Read<Layer>("""Named("a \"b\" \\ \u0063", Tanh())""").OrThrow()
        );
        Assert.Equal(
            SoftmaxCrossEntropy(weights: new ClassWeights(1, 0.5, 5)),
            Calls.Read<Loss>("SoftmaxCrossEntropy(weights: [1, 0.5, 5])").OrThrow()
        );
        Assert.Equal(MeanSquaredError() + L2(1e-4), Calls.Read<Loss>("MeanSquaredError() + L2(0.0001)").OrThrow());
        Assert.Equal(
            ForOutputs((3, MeanSquaredError(), 1), (1, Huber(), 0.5)),
            Calls.Read<Loss>("ForOutputs((3, MeanSquaredError(), 1), (1, Huber(), 0.5))").OrThrow()
        );
    }

    [Theory]
    [InlineData("Conv2d(8, (3, 5.5))", "5.5 is given where a whole number")]
    [InlineData("Conv2d(8, ())", "is expected")]
    [InlineData("Dense((3, 4))", "2 values are given where a whole number")]
    [InlineData("InParallel(-1, (2, Dense(3), 4))", "3 values are given where")]
    [InlineData("Dense(1e999)", "is no number")]
    [InlineData("Dense(Infinity)", "is given where a whole number")]
    [InlineData("Named(\"a\\x\", Tanh())", "is expected")]
    [InlineData("Named(\"a\\u00\", Tanh())", "is expected")]
    [InlineData("Named(\"a\\\", Tanh())", "is expected")]
    [InlineData("Dense(3).Units", "is expected")]
    [InlineData("Dense(3).Apply(3)", "there is no layer .Apply")]
    [InlineData("Dense(3) + Dense(4)", "cannot be written so")]
    [InlineData("Dense(3) * Dense(4)", "cannot be written so")]
    [InlineData("Reshape([2, 1)", "is expected")]
    [InlineData("[2]", "1 values are given where a Layer")]
    public void What_is_wrong_in_brackets_is_told(string text, string reason) => What_is_wrong_is_told(text, reason);

    [Theory]
    [InlineData("Sgd(-1)")]
    [InlineData("Adam(rate: -0.1)")]
    [InlineData("Sgd(ConstantRate(-1))")]
    public void A_number_that_becomes_no_rate_is_an_error_of_the_text(string text) =>
        Assert.Contains(
            "-",
            Calls.Read<Transform>(text).Match(Right: read => $"{read} was read", Left: error => error.Message),
            StringComparison.Ordinal
        );

    [Fact]
    public void Calls_make_what_the_program_makes()
    {
        Assert.Equal(
            Dense(4, bias: false) >> (Layer)Relu(),
            Calls.Read<Layer>("Dense(4, bias:false)>>Relu ( )").OrThrow()
        );
        Assert.Equal(
            Named("encoder", Dense(4) >> Relu()),
            Calls.Read<Layer>("Named(\"encoder\", Dense(4) >> Relu())").OrThrow()
        );
        Assert.Equal(
            SoftmaxCrossEntropy(smoothing: 0.1),
            Calls.Read<Loss>("SoftmaxCrossEntropy(smoothing: 0.1)").OrThrow()
        );
        Assert.Equal(
            $"{ClipByGlobalNorm(1) >> AdamW(WarmupCosine(3e-3, 90, 1_000), decay: 0.02)}",
            $"{Calls.Read<Transform>("ClipByGlobalNorm(1) >> AdamW(WarmupCosine(3e-3, 2 * epoch, steps), decay: 0.02)", new Dictionary<string, double>(StringComparer.Ordinal) { ["epoch"] = 45, ["steps"] = 1_000 }).OrThrow()}"
        );
        Assert.Equal(Lstm(3, Direction.Bidirectional), Calls.Read<Layer>("Lstm(3, Direction.Bidirectional)").OrThrow());
        Assert.Equal((Schedule)0.1, Calls.Read<Schedule>("0.1").OrThrow());
    }

    [Theory]
    [InlineData("Dense(10", "is expected")]
    [InlineData("Dense()", "Dense lacks its units")]
    [InlineData("Dense(1.5)", "1.5 is given where a whole number is expected")]
    [InlineData("Dense(1, size: 3)", "Dense takes units, bias, kernel, not size")]
    [InlineData("Dense(1, true, null, 4)", "not 4 arguments")]
    [InlineData("Dens(1)", "there is no layer Dens; there is Dense")]
    [InlineData("SoftmaxCrossEntropy()", "there is no layer SoftmaxCrossEntropy")]
    [InlineData("Dense(steps)", "steps is unknown")]
    [InlineData("Dense(\"4\")", "cannot be written so")]
    [InlineData("Dropout(-1)", "Dropout")]
    [InlineData("Lstm(3, Direction.Sideways)", "has no Direction.Sideways")]
    [InlineData("Dense(4) Relu()", "after a complete expression")]
    [InlineData("Dense(4) >>", "is expected")]
    [InlineData("4..5", "'4..5' is no number")]
    [InlineData("", "is expected")]
    [InlineData("\"", "is expected")]
    public void What_is_wrong_is_told(string text, string reason) =>
        Calls
            .Read<Layer>(text)
            .Match(
                layer => Assert.Fail($"It is {layer}."),
                error => Assert.Contains(reason, error.Message, StringComparison.Ordinal)
            );

    [Fact]
    public void Nothing_but_the_factories_can_be_called()
    {
        foreach (
            var text in new[] { "ToString()", "GetType()", "System.IO.File.Delete(\"x\")", "Lambda(x)", "Equals(1)" }
        )
        {
            Assert.True(Calls.Read<Layer>(text).IsLeft);
        }

        Assert.True(Calls.Read<Layer>(string.Concat(Enumerable.Repeat("Residual(", 10_000))).IsLeft);
    }

    [Theory]
    [InlineData("Sequential(null)", "Sequential is given null for layers")]
    [InlineData("Dense(2) >> null", "part 2 of a chain is null, where a Layer is expected")]
    [InlineData("null", "null is given where a Layer is expected")]
    [InlineData("Residual(null)", "Residual is given null for")]
    [InlineData("Dense(null)", "Dense is given null for units")]
    [InlineData("Reshape([2, null])", "null")]
    [InlineData("InParallel(-1, (2, null))", "null is given where a Layer is expected")]
    [InlineData("Dense(3).Then(null)", ".Then is given null for")]
    public void A_value_that_is_missing_is_told(string text, string reason) => What_is_wrong_is_told(text, reason);

    [Theory]
    [InlineData("null >> Sgd(0.1)")]
    [InlineData("null")]
    [InlineData("Sgd(0.1 * null)")]
    [InlineData("Sgd(null)")]
    public void A_transform_that_is_missing_is_told(string text) =>
        Assert.Contains(
            "null",
            Calls.Read<Transform>(text).Match(Right: read => $"{read} was read", Left: error => error.Message),
            StringComparison.Ordinal
        );

    [Fact]
    public void Null_is_the_default_of_what_may_be_absent() =>
        Assert.Equal((Layer)Dense(2), Calls.Read<Layer>("Dense(2, kernel: null)").OrThrow());

    // Each operator nests its left operand, and a stack overflow would end the process.
    [Theory]
    [InlineData("Sgd(ConstantRate(1)", ".Then(1, 0.1)", ")")]
    [InlineData("Sgd(ConstantRate(1)", " * ConstantRate(1)", ")")]
    [InlineData("Sgd(1", " * 1", ")")]
    [InlineData("Sgd(0.1)", ".Then(Scale(2))", "")]
    [InlineData("MeanSquaredError()", " + MeanSquaredError()", "")]
    public void Any_number_of_operators_is_read_or_refused_on_a_small_stack(string first, string next, string last)
    {
        string[] messages = [string.Empty, string.Empty, string.Empty];
        var thread = new Thread(
            () => messages = Array.ConvertAll([100, 500, 30_000], count => Tried(count)),
            maxStackSize: 1 << 20
        );
        thread.Start();
        thread.Join();
        Assert.Equal(string.Empty, messages[0]);
        Assert.Contains("it has more than 500 of +, * and calls after a dot", messages[2], StringComparison.Ordinal);

        string Tried(int count)
        {
            var text = $"{first}{string.Concat(Enumerable.Repeat(next, count))}{last}";
            _ = Calls.With(text, "rate", "0.2");
            return first.StartsWith('M')
                ? Calls.Read<Loss>(text).Match(Right: _ => string.Empty, Left: error => error.Message)
                : Calls.Read<Transform>(text).Match(Right: _ => string.Empty, Left: error => error.Message);
        }
    }
}
