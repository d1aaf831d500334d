using FunctionalNet.Tests.Optimizers;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Schedules;

/// <summary>Rates against PyTorch's schedulers, from the first step on, and against numbers worked out by hand.</summary>
public class CatalogueTests
{
    private static readonly Dictionary<string, Schedule> Ours = new(StringComparer.Ordinal)
    {
        ["exponential"] = ExponentialDecay(0.2, factor: 0.9),
        ["polynomial"] = PolynomialDecay(0.2, total: 20, power: 2),
        ["linear"] = PolynomialDecay(0.2, total: 20),
        ["restarts"] = CosineRestarts(0.2, period: 7, last: 0.01),
        ["doubling restarts"] = CosineRestarts(0.2, period: 4, multiply: 2, last: 0.01),
        ["tripling restarts"] = CosineRestarts(0.2, period: 3, multiply: 3),
        ["one cycle"] = OneCycle(0.5, total: 30),
        ["one cycle 0.4"] = OneCycle(0.5, total: 30, warmupShare: 0.4, startDivisor: 5, endDivisor: 50),
        ["milestones"] = PiecewiseConstant((0, 0.2), (5, 0.1), (12, 0.05)),
        ["warm-up"] = Warmup(6, ExponentialDecay(0.2, factor: 0.8), first: 0.25),
        ["product"] = StepDecay(0.2, every: 10, factor: 0.5) * ExponentialDecay(1, factor: 0.95),
    };

    public static TheoryData<string> Names => [.. Ours.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ours_has_the_rates_of_PyTorch(string name)
    {
        var record = CatalogueRecord.Group("schedules").GetProperty(name).Values();
        Numbers.Close(record, Rates(Ours[name], [.. Enumerable.Range(0, record.Length).Select(i => (double)i)]), 1e-13);
    }

    [Fact]
    public void Every_record_has_its_schedule() =>
        Assert.Equal(
            CatalogueRecord.Group("schedules").EnumerateObject().Select(property => property.Name),
            Ours.Keys,
            StringComparer.Ordinal
        );

    [Fact]
    public void Restarts_are_at_their_steps_in_float32_too()
    {
        // Restarts are at 10 (2ⁿ - 1): the rate is at its maximum there and near its minimum one step before.
        var rate = CosineRestarts(1, period: 10, multiply: 2);
        var step = Expr.Input("step", Shape.Scalar);
        var plan = FunctionalNet.Execution.Plan<float>.Compile(new Graph([step], [rate.At(step)]));
        for (var (n, at) = (1, 10); n < 20; n++, at = 10 * ((1 << n) - 1))
        {
            Assert.Equal(1, plan.Run(Tensor.Scalar((float)at))[0].Span[0]);
            Assert.InRange(plan.Run(Tensor.Scalar((float)(at - 1)))[0].Span[0], 0, 0.03f);
        }
    }

    [Fact]
    public void Straight_lines_between_points_and_constant_outside() =>
        Numbers.Close(
            [0.2, 0.2, 0.3, 0.4, 0.25, 0.1, 0.1],
            Rates(PiecewiseLinear((2, 0.2), (4, 0.4), (8, 0.1)), [0, 2, 3, 4, 6, 8, 100]),
            1e-15
        );

    [Fact]
    public void The_inverse_square_root_behind_a_warmup_is_that_of_the_transformer() =>
        Numbers.Close(
            [.. new[] { 1.0, 2, 7, 16, 40, 1000 }.Select(t => 0.5 * Math.Min(t / 16, Math.Sqrt(16 / t)))],
            Rates(Warmup(16, InverseSquareRoot(0.5, scale: 16)), [1, 2, 7, 16, 40, 1000]),
            1e-14
        );

    [Fact]
    public void A_succession_starts_the_next_from_its_start() =>
        Numbers.Close(
            [0.3, 0.3, 0.1, 0.05, 0.025],
            Rates(ConstantRate(0.3).Then(5, ExponentialDecay(0.1, factor: 0.5)), [0, 4, 5, 6, 7]),
            1e-15
        );

    [Fact]
    public void Exponential_decay_stops_at_the_last_rate() =>
        Numbers.Close(
            [0.05, 0.03, 0.03],
            Rates(ExponentialDecay(0.1, 0.25, every: 10, last: 0.03), [5, 10, 50]),
            1e-15
        );

    [Fact]
    public void Schedules_say_how_they_are_made()
    {
        Assert.Equal("PiecewiseConstant((0, 0.1), (5, 0.01))", $"{PiecewiseConstant((0, 0.1), (5, 0.01))}");
        Assert.Equal(
            "ConstantRate(0.1).Then(5, CosineDecay(0.1, 9))",
            $"{ConstantRate(0.1).Then(5, CosineDecay(0.1, 9))}"
        );
        Assert.Equal(PiecewiseLinear((0, 1), (5, 2)), PiecewiseLinear((0, 1), (5, 2)));
        Assert.NotEqual(PiecewiseLinear((0, 1), (5, 2)), PiecewiseConstant((0, 1), (5, 2)));
    }

    [Fact]
    public void Steps_must_rise()
    {
        Assert.Throws<ArgumentException>(() => PiecewiseConstant());
        Assert.Throws<ArgumentOutOfRangeException>(() => PiecewiseConstant((0, 0.1), (3, -0.1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PiecewiseLinear((0, double.NaN)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PiecewiseLinear((-1, 0.1)));
        Assert.Throws<ArgumentException>(() => PiecewiseLinear((3, 1), (3, 2)));
    }

    private static IEnumerable<double> Rates(Schedule schedule, double[] steps)
    {
        var step = Expr.Input("step", Shape.Scalar);
        var rate = schedule.At(step);
        return steps.Select(at => Numbers.Values(step, Tensor.Scalar(at), rate)[0][0]);
    }
}
