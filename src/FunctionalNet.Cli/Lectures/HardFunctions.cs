using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Difficult functions, and the path of every optimizer on each.</summary>
internal static class HardFunctions
{
    // The initially visible paths.
    private static readonly HashSet<string> First = new(StringComparer.Ordinal)
    {
        "gradient descent",
        "momentum",
        "RmsProp",
        "Adam",
        "Muon",
        "L-BFGS",
    };

    public static Chapter Chapter() =>
        new(
            "difficult-functions",
            "Difficult functions and every optimizer",
            [
                new Text(
                    $"Four functions of two numbers on which optimizers are told apart, each with the paths of {Racers.Optimizers.Count + 1} of them "
                        + $"over {Racers.Steps} steps. Each has the rate, of 0.001, 0.003, ..., 1, with which it ends lowest; Lion, LAMB, LARS and Muon, "
                        + "whose steps do not shrink by themselves, have it fall along a cosine. Two numbers say little about networks: what is "
                        + "seen here is how each one turns slopes into steps."
                ),
                .. Surface.All.SelectMany(Blocks),
            ]
        );

    private static IEnumerable<Block> Blocks(Surface surface)
    {
        var racers = Racers.Race(surface);
        yield return new Text($"{surface.Name}, {surface.Formula}. {surface.Words}");
        yield return new Figure(
            new Chart(
                $"{surface.Name}: lines of equal height and the path of every optimizer",
                surface.X,
                surface.Y,
                [
                    new Contours(Grid(surface), Levels(surface)),
                    .. racers.Select(
                        (racer, i) =>
                            new Line(racer.Name, Chart.Color(i, racers.Count), racer.Path, 1.4, HasEnd: true)
                            {
                                IsHidden = !First.Contains(racer.Name),
                            }
                    ),
                    new Dots("start", "var(--ink)", [surface.Start], Radius: 6, IsHollow: true),
                    new Crosses("bottom", "var(--ink)", surface.Bottoms),
                ]
            ),
            $"{surface.Name}. The legend is in the order in which they end, the lowest first; a button shows or hides a path, the first one all of them. The table below says why a path stops short of the bottom."
        );
        yield return new Figure(
            new Chart(
                $"{surface.Name}: the height above the bottom after each step",
                new Axis("step", 0, Racers.Steps),
                new Axis("height above the bottom", 1e-12, 100, IsLogarithmic: true),
                [
                    .. racers.Select(
                        (racer, i) =>
                            new Line(
                                racer.Name,
                                Chart.Color(i, racers.Count),
                                [
                                    .. racer.Heights.Select(
                                        (height, step) => new Point(step, Above(height - surface.Lowest))
                                    ),
                                ],
                                1.4
                            )
                            {
                                IsHidden = !First.Contains(racer.Name),
                            }
                    ),
                ]
            ),
            $"{surface.Name}: how fast each one comes down."
        );
        yield return new Table(
            $"{surface.Name}: where they end.",
            [
                "optimizer",
                "rate",
                "x",
                "y",
                "height above the bottom",
                "steps to stay below 0.001, or why it stops short",
            ],
            [
                .. racers.Select(racer =>
                    Table.Row(
                        racer.Name,
                        double.IsNaN(racer.Rate) ? "none" : racer.Rate.Say(),
                        racer.Path[^1].X.Say(4),
                        racer.Path[^1].Y.Say(4),
                        Math.Max(0, racer.Last - surface.Lowest).Say(2),
                        racer.Arrives(surface.Lowest) is { } steps ? $"{steps}" : racer.StopsShort(surface.Lowest)
                    )
                ),
            ]
        );
    }

    private static double[,] Grid(Surface surface) =>
        Numbers.OnGrid(surface.Of, surface.X.Values(71), surface.Y.Values(71));

    // Contours are denser near the minimum: equal steps of the square root.
    private static double[] Levels(Surface surface)
    {
        var highest = Grid(surface).Cast<double>().Max() - surface.Lowest;
        return [.. Enumerable.Range(1, 16).Select(i => surface.Lowest + (highest * Math.Pow(i / 17.0, 3)))];
    }

    // Ends below the range of the axis are drawn at its end.
    private static double Above(double height) => Math.Max(height, 1e-13);
}
