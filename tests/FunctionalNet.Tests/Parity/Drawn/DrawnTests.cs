using Xunit;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>
/// Layers, losses, optimizers, schedules and metrics with random options and inputs, against PyTorch's results from record_drawn.py.
/// </summary>
/// <remarks>
/// All computations are in double, to a relative 1e-9. <see cref="Apart"/> lists the intended differences, and the cases avoid them; <see
/// cref="CoverageTests"/> lists what has no counterpart.
/// </remarks>
public class DrawnTests
{
    public static TheoryData<string> Layers { get; } = [.. Drawn.Names("layer")];

    public static TheoryData<string> Losses { get; } = [.. Drawn.Names("loss")];

    public static TheoryData<string> Optimizers { get; } = [.. Drawn.Names("optimizer")];

    public static TheoryData<string> Schedules { get; } = [.. Drawn.Names("schedule")];

    public static TheoryData<string> Metrics { get; } = [.. Drawn.Names("metric")];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer(string name) => AllAgree("layer", name, LayerRun.Differences);

    [Theory]
    [MemberData(nameof(Losses))]
    public void Loss(string name) => AllAgree("loss", name, LossRun.Differences);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Optimizer(string name) => AllAgree("optimizer", name, OptimizerRun.Differences);

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Schedule(string name) =>
        AllAgree(
            "schedule",
            name,
            one =>
            {
                var schedule = Made.Of<Schedule>(one.Make);
                var rates = one.Numbers("rates");
                return [Near.Difference("the rate", rates, [.. rates.Select((_, step) => schedule.After(step))])];
            }
        );

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Metric(string name) => AllAgree("metric", name, MetricRun.Differences);

    private static void AllAgree(string kind, string name, Func<Drawn, IEnumerable<string?>> differences)
    {
        var wrong = Drawn
            .Of(kind)
            .Where(one => one.Name == name)
            .SelectMany(
                (one, i) => differences(one).OfType<string>().Take(1).Select(difference => $"{i}: {one}: {difference}")
            )
            .ToArray();
        var apart = Apart.Reasons.TryGetValue(name, out var reason) ? $" (apart from this: {reason})" : string.Empty;
        Assert.True(wrong.Length == 0, $"{wrong.Length} differ{apart}:\n{string.Join('\n', wrong.Take(12))}");
    }
}
