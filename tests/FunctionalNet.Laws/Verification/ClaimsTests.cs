using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Verification;

/// <summary>Each claim detects the defects that it is meant for, and reports them.</summary>
public class ClaimsTests
{
    private static readonly GradientCheckOptions Quiet = new() { Throws = false, Samples = 8 };

    [Fact]
    public void Forward_mode_finds_what_is_too_little_for_a_difference_quotient()
    {
        var report = GradientCheck.Function(x => Flawed(x[0], dy => dy * (1 + 2e-8)), [Shapes.Ranks(1, 2)], Quiet);
        Assert.Equal(FailureKind.ForwardMode, report.Failure?.Kind);
        Assert.StartsWith("Flawed", report.Failure!.Operator, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_of_labels_that_does_not_say_so_is_told_how()
    {
        static Expr Apply(Expr x, Expr labels) =>
            -(x.LogSoftmax() * labels.Cast(ElementType.Int64).OneHot(x.Shape[^1].Size)).ReduceSum([-1]).ReduceMean();

        var failure = GradientCheck.Loss(Loss.Of("Picked", Apply), Shapes.Ranks(2), options: Quiet).Failure;
        Assert.Contains(
            "if it takes labels, override Target to be ElementType.Int64",
            failure?.Problem,
            StringComparison.Ordinal
        );
        Assert.True(
            GradientCheck.Loss(Loss.Of("Picked", Apply, ElementType.Int64), Shapes.Ranks(2), options: Quiet).Passed
        );
    }

    [Fact]
    public void A_derivative_that_squares_its_cotangent_is_not_linear()
    {
        var x = Expr.Input("x", new(3));
        var subject = new ExprCase(
            [(x, new Argument("x", x.Shape, true, _ => [1, 2, 3]))],
            [Flawed(x, dy => dy * dy)],
            new Dictionary<Expr, string>()
        );
        subject.Weigh(1);
        var before = subject.Weights;
        var spot = new SmoothPoint(
            subject,
            [
                [1, 2, 3],
            ],
            [0],
            [1e-2],
            1e-6,
            1
        );
        var problem = new GradientIsLinear().Refute(spot);
        Assert.Equal(FailureKind.Linearity, problem?.Kind);
        Assert.Equal("x", problem!.Path);
        Assert.Same(before, subject.Weights);
    }

    // The excess in the derivative vanishes where the second factor is 1; the asymmetric Hessian reveals it.
    [Fact]
    public void A_mistake_that_vanishes_at_the_point_is_located_by_its_slope()
    {
        var ones = new Input(new Shape(2), Low: 1, High: 1);
        var report = GradientCheck.Function(
            x =>
                Ops.CustomVjp(
                    "Product",
                    v => v[0] * v[1],
                    (v, _, dy) => [dy * (v[1] + (v[1] - 1)), dy * v[0]],
                    x[0],
                    x[1]
                ),
            [ones, ones],
            Quiet
        );
        Assert.Equal(FailureKind.Symmetry, report.Failure?.Kind);
        Assert.StartsWith("Product", report.Failure!.Operator, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_whose_axis_has_no_size_in_common_are_refused()
    {
        Shape rows = new(Dim.Named("n"));
        var error = Assert.Throws<ArgumentException>(() =>
            GradientCheck.Function(
                x => x[0] * x[1],
                [Shapes.Like(rows).Sizes(1, 2), Shapes.Like(rows).Sizes(4, 5)],
                Quiet
            )
        );
        Assert.Contains("axis n ", error.Message, StringComparison.Ordinal);
        Assert.Contains("4 at least, one for 2 at most", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_that_float32_loses_are_found()
    {
        var report = GradientCheck.Function(x => x + 1e6 - 1e6, Shapes.Ranks(1), Quiet);
        Assert.Equal(FailureKind.Precision, report.Failure?.Kind);
        Assert.True(GradientCheck.Function(x => x + 1e6 - 1e6, Shapes.Ranks(1), Quiet with { Float = false }).Passed);
    }

    [Fact]
    public void Samples_that_look_at_each_other_are_found_where_they_must_not()
    {
        var options = Quiet with { IndependentSamples = true };
        Shape images = new(Dim.Named("n"), 3);
        Assert.True(GradientCheck.Layer(Dense(2) >> LayerNorm(), images, options).Passed);
        Assert.True(GradientCheck.Layer(BatchNorm(), images, Quiet).Passed);
        var report = GradientCheck.Layer(BatchNorm(), images, options);
        Assert.Equal(FailureKind.Independence, report.Failure?.Kind);
        Assert.Contains("depends on sample", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_engine_is_held_to_the_same_numbers()
    {
        var options = Quiet with
        {
            Engine = (graph, inputs) =>
            {
                using var exported = OrtPlan<float>.Compile(graph).OrThrow();
                return exported.Run(inputs);
            },
        };
        Assert.True(GradientCheck.Layer(Dense(3) >> Gelu(), new Shape(2, 3), options with { Samples = 3 }).Passed);
        var report = GradientCheck.Layer(
            Dense(3),
            new Shape(2, 3),
            Quiet with
            {
                Engine = (graph, inputs) =>
                    [
                        .. Reference
                            .Run(graph, inputs)
                            .Select(y => new Tensor<float>(y.Shape, [.. y.Span.ToArray().Select(v => v * 1.01f)])),
                    ],
            }
        );
        Assert.Equal(FailureKind.Engine, report.Failure?.Kind);
    }

    [Fact]
    public void A_function_that_is_nowhere_smooth_is_inconclusive()
    {
        var report = GradientCheck.Function(
            x => x.Sum(v => Math.Floor(v * 1e9) % 1_000),
            x => [.. x.Select(_ => 0.0)],
            Shapes.Ranks(1),
            Quiet
        );
        Assert.Equal(FailureKind.Inconclusive, report.Failure?.Kind);
    }

    [Fact]
    public void The_report_names_the_seed_and_the_line_that_reproduces()
    {
        var report = GradientCheck.Function(
            x => x.Sum(v => v * v),
            x => [.. x.Select(v => -2 * v)],
            Shapes.Ranks(1),
            Quiet with
            {
                Seed = 17,
            }
        );
        Assert.Contains(
            "FUNCTIONALNET_SEED=17 FUNCTIONALNET_SAMPLES=8 dotnet test",
            report.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "seed 17",
            $"{GradientCheck.Layer(Tanh(), Shapes.Ranks(1), new() { Seed = 17 })}",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Rounding_is_no_mistake()
    {
        // The normalization of a single element is constant, so that its derivatives are rounding noise only.
        var options = new GradientCheckOptions { Seed = 1, Samples = 30 };
        Assert.True(
            GradientCheck.Layer(Residual(Lambda(x => x * x)) >> LayerNorm(), Shapes.Ranks(2, 3), options).Passed
        );
        Assert.True(GradientCheck.Layer(RmsNorm(), Shapes.Ranks(2, 3), options with { Seed = 4 }).Passed);
    }

    [Fact]
    public void What_the_line_says_shows_the_failure_again()
    {
        var drawn = Check(GradientCheckOptions.Random with { Throws = false, Samples = 6 });
        var again = Check(
            new()
            {
                Throws = false,
                Seed = drawn.Seed,
                Samples = drawn.Requested,
            }
        );
        Assert.NotNull(drawn.Failure);
        Assert.Equal($"{drawn}", $"{again}");

        static GradientReport Check(GradientCheckOptions options) =>
            GradientCheck.Layer(
                Dense(2) >> Lambda(x => x.CustomVjp("Square", v => v * v, (v, _, dy) => v * dy)),
                Shapes.Ranks(2),
                options
            );
    }

    [Fact]
    public void The_first_line_says_what_is_wrong_and_in_which_operator()
    {
        var report = GradientCheck.Layer(
            Dense(2) >> Lambda(x => x.CustomVjp("Square", v => v * v, (v, _, dy) => v * dy)),
            Shapes.Ranks(2),
            Quiet
        );
        Assert.Equal(
            "the gradient is not the slope of the function; first wrong operator: Square of Float[1, 2], in layer '1'",
            report.ToString().Split('\n')[0].Split(": ", 2)[1]
        );
    }

    private static Expr Flawed(Expr x, Func<Expr, Expr> flow) => new(new FlawedOp(flow), x);

    /// <summary>The identity with a given derivative.</summary>
    private sealed record FlawedOp(Func<Expr, Expr> Flow) : Op
    {
        public override string Name => "Flawed";

        public override string ToString() => Name;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => inputs[0].Type;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            inputs[0].Span.CopyTo(output.Span);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [Flow(dy)];
    }
}
