using FunctionalNet.Cli.Charts;
using FunctionalNet.Execution;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>The graphs of activations and schedules.</summary>
internal static class Shapes
{
    private const int Steps = 200;

    /// <summary>Gets the activations.</summary>
    public static IReadOnlyDictionary<string, Func<Expr, Expr>> Activations { get; } =
        new Dictionary<string, Func<Expr, Expr>>(StringComparer.Ordinal)
        {
            ["Sigmoid"] = x => x.Sigmoid(),
            ["Tanh"] = x => x.Tanh(),
            ["Relu"] = x => x.Relu(),
            ["LeakyRelu"] = x => x.LeakyRelu(0.1),
            ["Elu"] = x => x.Elu(),
            ["Gelu"] = x => x.Gelu(),
            ["Silu"] = x => x.Silu(),
            ["Mish"] = x => x.Mish(),
            ["Softplus"] = x => x.Softplus(),
            ["HardSwish"] = x => x.HardSwish(),
        };

    /// <summary>Gets the schedules.</summary>
    public static IReadOnlyDictionary<string, Schedule> Schedules { get; } =
        new Dictionary<string, Schedule>(StringComparer.Ordinal)
        {
            ["step"] = StepDecay(1, every: 50, factor: 0.5),
            ["exponential"] = ExponentialDecay(1, factor: 0.98),
            ["polynomial"] = PolynomialDecay(1, total: Steps, power: 2),
            ["cosine"] = CosineDecay(1, total: Steps),
            ["warm restarts"] = CosineRestarts(1, period: 29, multiply: 2),
            ["one cycle"] = OneCycle(1, total: Steps),
            ["warm-up, then cosine"] = WarmupCosine(1, warmup: 30, total: Steps),
            ["inverse square root"] = InverseSquareRoot(1, scale: 20),
        };

    public static Chapter Chapter()
    {
        var x = new Axis("x", -4, 4);
        double[] at = x.Values(161);
        double[] steps = [.. Enumerable.Range(0, Steps + 1).Select(step => (double)step)];
        return new(
            "shapes",
            "Activations and schedules",
            new Text(
                "Activations bend what layers compute; their slopes are what backpropagation multiplies by. The sigmoid's is at most ¼, so that "
                    + "many of them in a row let little through. Schedules say how the learning rate goes on."
            ),
            new Figure(
                new Chart("Activations", x, new Axis("y", -1.2, 4), [.. Lines(f => f.At(at))]),
                "Activations. Gelu, Silu, Mish and HardSwish dip below 0 before they rise."
            ),
            new Figure(
                new Chart("Slopes of activations", x, new Axis("slope", -0.6, 1.6), [.. Lines(f => f.SlopesAt(at))]),
                "Their slopes, by reverse mode."
            ),
            new Figure(
                new Chart(
                    "Schedules",
                    new Axis("step", 0, Steps),
                    new Axis("share of the highest rate", 0, 1.05),
                    [
                        .. Schedules.Select(
                            (schedule, i) =>
                                new Line(
                                    schedule.Key,
                                    Chart.Color(i, Schedules.Count),
                                    [.. steps.Zip(Rates(schedule.Value), (step, rate) => new Point(step, rate))]
                                )
                        ),
                    ]
                ),
                "Schedules of the learning rate."
            )
        );

        IEnumerable<Mark> Lines(Func<Func<Expr, Expr>, double[]> values) =>
            Activations.Select(
                (activation, i) =>
                    new Line(
                        activation.Key,
                        Chart.Color(i, Activations.Count),
                        [.. at.Zip(values(activation.Value), (v, y) => new Point(v, y))]
                    )
            );

        // A schedule is a function of the step, which is compiled once.
        double[] Rates(Schedule schedule)
        {
            var step = Expr.Input("step", Shape.Scalar);
            var plan = Plan<double>.Compile(new Graph([step], [schedule.At(step) + 0]));
            return [.. steps.Select(at => plan.Run(Tensor.Scalar(at))[0].Span[0])];
        }
    }
}
