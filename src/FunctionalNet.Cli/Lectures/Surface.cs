using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Lectures;

/// <summary>A function of two variables that is hard to minimize, with initial points and a plotted range.</summary>
/// <param name="Id">Its anchor in links.</param>
/// <param name="Name">Its name.</param>
/// <param name="Formula">Its formula.</param>
/// <param name="Of">The function, elementwise.</param>
/// <param name="Start">The initial point of every optimizer.</param>
/// <param name="Bottoms">Its minima.</param>
/// <param name="Lowest">Its minimum value.</param>
/// <param name="X">The plotted range of the first variable.</param>
/// <param name="Y">The plotted range of the second variable.</param>
/// <param name="Words">Why it is hard.</param>
internal sealed record Surface(
    string Id,
    string Name,
    string Formula,
    Func<Expr, Expr, Expr> Of,
    Point Start,
    IReadOnlyList<Point> Bottoms,
    double Lowest,
    Axis X,
    Axis Y,
    string Words
)
{
    /// <summary>Gets the four functions of the lectures.</summary>
    public static IReadOnlyList<Surface> All { get; } =
    [
        new(
            "bowl",
            "An elongated bowl",
            "½ (x² + 20 y²)",
            (x, y) => 0.5 * ((x * x) + (20 * y * y)),
            new(-4, 1.5),
            [new(0, 0)],
            0,
            new("x", -4.6, 2.2),
            new("y", -2, 2),
            "Across the valley it is twenty times as curved as along it. A rate that is good along the valley jumps from wall to wall."
        ),
        new(
            "rosenbrock",
            "Rosenbrock's valley",
            "(1 - x)² + 100 (y - x²)²",
            (x, y) => ((1 - x) * (1 - x)) + (100 * (y - (x * x)) * (y - (x * x))),
            new(-1.2, 1),
            [new(1, 1)],
            0,
            new("x", -1.8, 1.8),
            new("y", -0.8, 2.6),
            "A narrow bent valley whose floor hardly falls. It is found at once, and following it takes long."
        ),
        new(
            "beale",
            "Beale's function",
            "(1.5 - x + x y)² + (2.25 - x + x y²)² + (2.625 - x + x y³)²",
            (x, y) => Beale(x, y, 1.5, 1) + Beale(x, y, 2.25, 2) + Beale(x, y, 2.625, 3),
            new(1, 1.4),
            [new(3, 0.5)],
            0,
            new("x", -0.6, 4.4),
            new("y", -1.2, 1.8),
            "Nearly flat wherever y is about 1, with steep walls at the corners."
        ),
        new(
            "saddle",
            "A saddle",
            "x² - y² + ¼ y⁴",
            (x, y) => (x * x) - (y * y) + (0.25 * y * y * y * y),
            new(1.6, 1e-3),
            [new(0, Math.Sqrt(2)), new(0, -Math.Sqrt(2))],
            -1,
            new("x", -1, 2),
            new("y", -1, 2),
            "The start lies almost on the ridge: down the middle to the saddle at (0, 0), where the slope is 0, and then sideways, along a "
                + "slope that is a thousandth at first."
        ),
    ];

    private static Expr Beale(Expr x, Expr y, double shift, int power)
    {
        var bent = shift - x + (x * y.Pow(power));
        return bent * bent;
    }
}
