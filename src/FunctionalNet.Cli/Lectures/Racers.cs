using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Every optimizer on every surface, each with the best of several rates.</summary>
internal static class Racers
{
    public const int Steps = 300;

    private static readonly double[] Rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>Gets the optimizers, as functions of a rate.</summary>
    public static IReadOnlyDictionary<string, Func<double, Transform>> Optimizers { get; } =
        new Dictionary<string, Func<double, Transform>>(StringComparer.Ordinal)
        {
            ["gradient descent"] = rate => Sgd(rate),
            ["momentum"] = rate => Sgd(rate, momentum: 0.9),
            ["average of gradients"] = rate => AverageGradients(0.9) >> Sgd(rate),
            ["Nesterov"] = rate => Sgd(rate, momentum: 0.9, nesterov: true),
            ["AdaGrad"] = rate => AdaGrad(rate),
            ["AdaDelta"] = rate => AdaDelta(rate, epsilon: 1e-4),
            ["RmsProp"] = rate => RmsProp(rate),
            ["RmsProp, centered"] = rate => RmsProp(rate, momentum: 0.8, centered: true),
            ["Adam"] = rate => Adam(rate),
            ["AdamW"] = rate => AdamW(rate, decay: 1e-4),
            ["AmsGrad"] = rate => AmsGrad(rate),
            ["NAdam"] = rate => NAdam(rate),
            ["RAdam"] = rate => RAdam(rate),
            ["Adamax"] = rate => Adamax(rate),
            ["AdaFactor"] = rate => AdaFactor(rate),
            ["Lion"] = rate => Lion(CosineDecay(rate, total: Steps)),
            ["Lamb"] = rate => Lamb(CosineDecay(rate, total: Steps)),
            ["Lars"] = rate => Lars(CosineDecay(rate, total: Steps), coefficient: 0.05),
            ["Muon"] = rate => Muon(CosineDecay(rate, total: Steps)),
            ["Rprop"] = rate => Rprop(rate),
            ["SharpnessAware"] = rate => SharpnessAware(0.01) >> Sgd(rate, momentum: 0.9),
            ["Lookahead"] = rate => Adam(rate) >> Lookahead(),
        };

    /// <summary>The race on a surface: L-BFGS, then the others, ordered by their final value.</summary>
    public static IReadOnlyList<Racer> Race(Surface surface) =>
        [
            .. Optimizers
                .Select(way => Run(surface, way.Key, way.Value))
                .Append(Lbfgs(surface))
                .OrderBy(racer => racer.Last),
        ];

    private static Racer Run(Surface surface, string name, Func<double, Transform> optimizer)
    {
        var batch = Nothing();
        var best = Rates
            .Select(rate =>
            {
                var training = Training.Of<double>(new Place(surface.Start), new Height(surface), optimizer(rate));
                var start = training.Init(0, new(1));
                var end = training.Fold(start, Enumerable.Repeat(batch, Steps));
                return (Rate: rate, Training: training, Start: start, Loss: training.Evaluate(end, batch));
            })
            .Where(run => double.IsFinite(run.Loss))
            .MinBy(run => run.Loss);
        TrainState<double>[] states = [best.Start, .. best.Training.Scan(best.Start, Enumerable.Repeat(batch, Steps))];
        return new(
            name,
            best.Rate,
            [.. states.Select(PointOf)],
            [.. states.Skip(1).Select(state => state.Loss), best.Loss]
        );
    }

    // It has no rate; each point is the result after that many iterations.
    private static Racer Lbfgs(Surface surface)
    {
        var training = Training.Of<double>(new Place(surface.Start), new Height(surface), Sgd(1));
        var (start, batch) = (training.Init(0, new(1)), Nothing());
        TrainState<double>[] states =
        [
            start,
            .. Enumerable.Range(1, 60).Select(i => training.Lbfgs(start, batch, iterations: i, tolerance: 1e-12)),
        ];
        return new(
            "L-BFGS",
            double.NaN,
            [.. states.Select(PointOf)],
            [.. states.Select(state => training.Evaluate(state, batch))]
        );
    }

    private static Point PointOf(TrainState<double> state) =>
        new(state.Values["place"].Span[0], state.Values["place"].Span[1]);

    private static Batch<double> Nothing() => Batch.Of(Numbers.Column(0), Numbers.Column(0));

    /// <summary>A layer that consists of two weights, as a matrix [2, 1], for optimizers that treat matrices specially.</summary>
    private sealed record Place(Point Start) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            scope.Parameter("place", new(2, 1), FromTensor(Numbers.Column(Start.X, Start.Y)));
    }

    private sealed record Height(Surface Surface) : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) =>
            Surface.Of(prediction.Narrow(0, 0, 1), prediction.Narrow(0, 1, 1)).ReduceSum();
    }
}

/// <summary>An optimizer on a surface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rate">Its rate; NaN if it has none.</param>
/// <param name="Path">The points before the first step and after each.</param>
/// <param name="Heights">The values of the function at these points.</param>
internal sealed record Racer(string Name, double Rate, IReadOnlyList<Point> Path, IReadOnlyList<double> Heights)
{
    /// <summary>Gets the final value.</summary>
    public double Last => Heights[^1];

    /// <summary>Why it has not arrived, by its last fifty steps.</summary>
    public string StopsShort(double lowest)
    {
        var last = Path.TakeLast(51).ToArray();
        var way = last.Zip(last.Skip(1), (from, to) => double.Hypot(to.X - from.X, to.Y - from.Y)).Sum();
        var gain = double.Hypot(last[^1].X - last[0].X, last[^1].Y - last[0].Y);
        var (before, now) = (Heights[^51] - lowest, Last - lowest);
        return true switch
        {
            _ when way < 0.01 => "its steps have become too small",
            _ when gain < 0.3 * way => "it swings to and fro at this rate",
            _ when now < 0.9 * before => "on its way: too few steps",
            _ => "it creeps: the slope is small here",
        };
    }

    /// <summary>The number of steps after which it stays within 1e-3 above a value; null if it does not.</summary>
    public int? Arrives(double lowest)
    {
        var last = Heights.Count - 1;
        while (last >= 0 && Heights[last] <= lowest + 1e-3)
        {
            last--;
        }

        return last == Heights.Count - 1 ? null : last + 1;
    }
}
