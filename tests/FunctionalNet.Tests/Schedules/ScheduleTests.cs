using FunctionalNet.Tests.Optimizers;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Schedules;

/// <summary>Rates at given steps, against PyTorch's schedulers and against numbers worked out by hand.</summary>
public class ScheduleTests
{
    [Fact]
    public void A_constant_stays() => Numbers.Close([0.3, 0.3], Rates(0.3, [0, 1e6]), 0);

    [Fact]
    public void Step_decay_is_StepLR() =>
        Numbers.Close(Torch.Of("schedules", "StepDecay").Values(), Rates(StepDecay(0.2, 4, 0.5), First(13)), 1e-15);

    [Fact]
    public void Cosine_decay_is_CosineAnnealingLR() =>
        Numbers.Close(
            Torch.Of("schedules", "CosineDecay").Values(),
            Rates(CosineDecay(0.2, 10, 0.02), First(11)),
            1e-14
        );

    [Fact]
    public void Cosine_decay_stays_at_the_last_rate() =>
        Numbers.Close([0.02, 0.02, 0.02], Rates(CosineDecay(0.2, 10, 0.02), [10, 11, 1000]), 1e-15);

    [Fact]
    public void Warmup_rises_evenly_and_falls_along_half_a_cosine()
    {
        // The rate rises to 0.4 in 4 steps and falls to 0.1 in 8. At a quarter, half and three quarters of the fall it is 0.1 + 0.3 (1 +
        // cos(π/4)) / 2, 0.25 and 0.1 + 0.3 (1 - cos(π/4)) / 2.
        double[] steps = [0, 1, 2, 3, 4, 6, 8, 10, 12, 40];
        double[] rates = [0, 0.1, 0.2, 0.3, 0.4, 0.35606601717798213, 0.25, 0.14393398282201787, 0.1, 0.1];
        Numbers.Close(rates, Rates(WarmupCosine(0.4, 4, 12, 0.1), steps), 1e-15);
    }

    [Fact]
    public void Without_warmup_it_is_the_cosine() =>
        Numbers.Close(Rates(CosineDecay(0.2, 9), First(12)), Rates(WarmupCosine(0.2, 0, 9), First(12)), 1e-15);

    private static double[] First(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    private static IEnumerable<double> Rates(Schedule schedule, double[] steps)
    {
        var step = Expr.Input("step", Shape.Scalar);
        var rate = schedule.At(step);
        return steps.Select(at => Numbers.Values(step, Tensor.Scalar(at), rate)[0][0]);
    }
}
