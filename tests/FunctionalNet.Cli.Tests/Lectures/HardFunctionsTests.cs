using FunctionalNet.Cli.Lectures;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Tests.Lectures;

/// <summary>Every optimizer on functions that are hard to minimize.</summary>
public class HardFunctionsTests
{
    // The optimizers that reach the minimum of each function within the lecture's number of steps.
    private static readonly Dictionary<string, string[]> Arrivers = new(StringComparer.Ordinal)
    {
        ["bowl"] = ["L-BFGS", "gradient descent", "momentum", "Nesterov", "Adam", "RAdam", "NAdam", "Rprop"],
        ["rosenbrock"] = ["L-BFGS", "momentum"],
        ["beale"] = ["L-BFGS", "momentum", "Nesterov", "Adam", "NAdam"],
        ["saddle"] = ["L-BFGS", "gradient descent", "momentum", "Nesterov", "Adam", "RmsProp", "Rprop"],
    };

    private static readonly Lazy<Dictionary<string, IReadOnlyList<Racer>>> Races = new(() =>
        Surface.All.ToDictionary(surface => surface.Id, Racers.Race, StringComparer.Ordinal)
    );

    public static TheoryData<string, string> All =>
        [
            .. from surface in Surface.All
            from optimizer in Racers.Optimizers.Keys.Append("L-BFGS")
            select (surface.Id, optimizer),
        ];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_optimizer_comes_down_and_stays_finite(string id, string optimizer)
    {
        var surface = Surface.All.Single(one => one.Id == id);
        var racer = Races.Value[id].Single(one => one.Name == optimizer);
        Assert.All(racer.Path, point => Assert.True(point.IsFinite));
        Assert.Equal(surface.Start, racer.Path[0]);

        // Every optimizer must at least halve the height.
        var (first, last) = (racer.Heights[0] - surface.Lowest, racer.Last - surface.Lowest);
        Assert.InRange(last, -1e-12, first / 2);
        if (Arrivers[id].Contains(optimizer))
        {
            Assert.True(racer.Arrives(surface.Lowest) is not null, $"it ends at {racer.Last}");
        }
    }

    [Fact]
    public void Heights_are_those_of_the_path()
    {
        foreach (var surface in Surface.All)
        {
            var racer = Races.Value[surface.Id].Single(one => one.Name == "Adam");
            foreach (var step in (int[])[0, 7, Racers.Steps])
            {
                var point = racer.Path[step];
                Assert.Equal(Numbers.OnGrid(surface.Of, [point.X], [point.Y])[0, 0], racer.Heights[step], 1e-9);
            }
        }
    }

    [Fact]
    public void Bottoms_are_flat_and_as_low_as_said()
    {
        foreach (var surface in Surface.All)
        {
            Assert.All(
                surface.Bottoms,
                bottom =>
                {
                    var (height, dx, dy) = Slope(surface, bottom.X, bottom.Y);
                    Assert.Equal(surface.Lowest, height, 1e-12);
                    Assert.Equal(0, dx, 1e-12);
                    Assert.Equal(0, dy, 1e-12);
                }
            );
        }
    }

    [Fact]
    public void The_slope_of_Rosenbrock_is_that_on_paper()
    {
        var (x, y) = (-1.2, 1.0);
        var (height, dx, dy) = Slope(Surface.All[1], x, y);
        Assert.Equal(24.2, height, 1e-12);
        Assert.Equal((-2 * (1 - x)) - (400 * x * (y - (x * x))), dx, 1e-12);
        Assert.Equal(200 * (y - (x * x)), dy, 1e-12);
    }

    [Fact]
    public void The_slope_of_Beale_is_that_on_paper()
    {
        var (x, y) = (1.0, 1.4);
        double[] terms = [1.5 - x + (x * y), 2.25 - x + (x * y * y), 2.625 - x + (x * y * y * y)];
        var (height, dx, dy) = Slope(Surface.All[2], x, y);
        Assert.Equal(terms.Sum(term => term * term), height, 1e-12);
        Assert.Equal(
            (2 * terms[0] * (y - 1)) + (2 * terms[1] * ((y * y) - 1)) + (2 * terms[2] * ((y * y * y) - 1)),
            dx,
            1e-12
        );
        Assert.Equal((2 * terms[0] * x) + (2 * terms[1] * 2 * x * y) + (2 * terms[2] * 3 * x * y * y), dy, 1e-12);
    }

    private static (double Height, double Dx, double Dy) Slope(Surface surface, double x, double y)
    {
        var (at, up) = (Expr.Input("x", Shape.Scalar), Expr.Input("y", Shape.Scalar));
        var height = surface.Of(at, up);
        var values = Plan<double>
            .Compile(new Graph([at, up], [height, .. Gradient.Of(height, [at, up])]))
            .Run(Tensor.Scalar(x), Tensor.Scalar(y));
        return (values[0].Span[0], values[1].Span[0], values[2].Span[0]);
    }
}
