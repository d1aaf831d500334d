using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Underfitting, a good fit, overfitting: polynomials of degree 1, 4 and 15 through points of sin(x) + ε.</summary>
internal static class Polynomials
{
    public const double End = 2 * Math.PI;

    private const double Noise = 0.25;

    /// <summary>Gets the training points.</summary>
    public static IReadOnlyList<Point> Learned { get; } = Draw(key: 5, count: 20);

    /// <summary>Gets the validation points.</summary>
    public static IReadOnlyList<Point> Unseen { get; } = Draw(key: 6, count: 400);

    /// <summary>Points of sin(x) + ε.</summary>
    public static Point[] Draw(Key key, int count) =>
        [
            .. Numbers
                .Uniform(key.Split("x"), count, 0, End)
                .Zip(Numbers.Normal(key.Split("noise"), count), (x, e) => new Point(x, Math.Sin(x) + (Noise * e))),
        ];

    /// <summary>The least-squares polynomial of a degree.</summary>
    public static Model<double> Fit(IReadOnlyList<Point> points, int degree)
    {
        // From 0, so that of the many polynomials that fit all points it finds one of small norm.
        var training = Training.Of<double>(
            new Chebyshev(degree) >> Dense(1, bias: false, kernel: Zeros()),
            MeanSquaredError(),
            Sgd(0.1)
        );
        var start = training.Init(0, new(1));
        var batch = Batch.Of(
            Numbers.Column([.. points.Select(p => p.X)]),
            Numbers.Column([.. points.Select(p => p.Y)])
        );
        return training.Lbfgs(start, batch, iterations: 400, memory: 20, tolerance: 1e-9).Model;
    }

    public static double[] Predict(this Model<double> model, IEnumerable<double> xs) =>
        model.Predict(Numbers.Column([.. xs])).Doubles();

    /// <summary>The root of the mean squared error over points.</summary>
    public static double Error(Model<double> model, IReadOnlyList<Point> points) =>
        Math.Sqrt(model.Predict(points.Select(p => p.X)).Zip(points, (y, p) => (y - p.Y) * (y - p.Y)).Average());

    public static Chapter Chapter()
    {
        int[] shown = [1, 4, 15];
        var models = Enumerable.Range(0, 16).Select(degree => Fit(Learned, degree)).ToArray();
        Axis x = new("x", 0, End),
            y = new("y", -2, 2);
        double[] at = x.Values(160);
        return new(
            "polynomials",
            "Underfitting and overfitting",
            new Text(
                "Twenty points of sin(x) + ε, where ε has the deviation 0.25. A straight line cannot follow the sine: it underfits. Degree 4 "
                    + "has just the freedom it needs. Degree 15 has sixteen coefficients for twenty points and spends them on the noise: the "
                    + "error on its own points is small, that on new points is not. So only points that were not learned tell how good a "
                    + "model is; with ε alone their error could not fall below 0.25."
            ),
            new Figure(
                new Chart(
                    "Twenty points and the polynomials of degree 1, 4 and 15 through them",
                    x,
                    y,
                    [
                        new Line(
                            "sin(x)",
                            "var(--soft)",
                            [.. at.Select(v => new Point(v, Math.Sin(v)))],
                            IsDashed: true
                        ),
                        .. shown.Select(
                            (degree, i) =>
                                new Line(
                                    $"degree {degree}",
                                    Chart.Color(i, 3),
                                    [.. at.Zip(models[degree].Predict(at), (v, p) => new Point(v, p))]
                                )
                        ),
                        new Dots("points", "var(--ink)", Learned),
                    ]
                ),
                "The polynomials of degree 1, 4 and 15."
            ),
            new Figure(
                new Chart(
                    "The error on learned and on new points by the degree",
                    new Axis("degree", 0, 15),
                    new Axis("root mean square error", 0.05, 8, IsLogarithmic: true),
                    [
                        new Line("learned points", Chart.Color(0, 3), Errors(Learned), HasDots: true),
                        new Line("new points", Chart.Color(1, 3), Errors(Unseen), HasDots: true),
                    ]
                ),
                "More freedom always lowers the error on the points that are learned. On new points it is lowest in the middle."
            ),
            new Table(
                "Root mean square errors.",
                ["degree", "learned points", "new points"],
                [
                    .. shown.Select(degree =>
                        Table.Row(
                            $"{degree}",
                            Error(models[degree], Learned).Say(3),
                            Error(models[degree], Unseen).Say(3)
                        )
                    ),
                ]
            )
        );

        Point[] Errors(IReadOnlyList<Point> points) =>
            [.. models.Select((model, degree) => new Point(degree, Error(model, points)))];
    }

    /// <summary>
    /// [n, 1] to [n, degree + 1]: Chebyshev polynomials of x, which span the same space as powers and are better conditioned.
    /// </summary>
    private sealed record Chebyshev(int Degree) : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var t = (x * (2 / End)) - 1;
            List<Expr> terms = [(t * 0) + 1, t];
            for (var k = 2; k <= Degree; k++)
            {
                terms.Add((2 * t * terms[k - 1]) - terms[k - 2]);
            }

            return Ops.Concat(-1, [.. terms.Take(Degree + 1)]);
        }
    }
}
