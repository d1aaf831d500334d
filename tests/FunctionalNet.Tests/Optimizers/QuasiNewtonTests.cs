using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>L-BFGS reaches known optima.</summary>
public class QuasiNewtonTests
{
    [Fact]
    public void A_line_of_least_squares_in_a_few_steps()
    {
        // y = 2 a - 3 b + 0.5, without noise.
        double[] rows = [1, 2, -1, 0.5, 3, -2, 0, 1, 2, 2];
        double[] targets = [.. rows.Chunk(2).Select(row => (2 * row[0]) - (3 * row[1]) + 0.5)];
        var training = FunctionalNet.Training.Of<double>(Dense(1), MeanSquaredError(), Sgd(0.1));
        var batch = Batch.Of(new Tensor<double>(new(5, 2), rows), new Tensor<double>(new(5, 1), targets));
        var start = training.Init(3, new(2));
        var end = training.Lbfgs(start, batch, iterations: 20, tolerance: 1e-11);
        Numbers.Close([2, -3], end.Values["weight"].Doubles(), 1e-9);
        Numbers.Close([0.5], end.Values["bias"].Doubles(), 1e-9);
        Assert.Equal(0, end.Step);
        Assert.Equal(training.Evaluate(end, batch), end.Loss, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void The_valley_of_Rosenbrock(int memory)
    {
        var training = FunctionalNet.Training.Of<double>(new Place(), new Rosenbrock(), Sgd(0.1));
        var batch = Batch.Of(new Tensor<double>(new(1, 1)), new Tensor<double>(new(1, 1)));
        var end = training.Lbfgs(training.Init(1, new(1)), batch, iterations: 200, memory, tolerance: 1e-10);
        Numbers.Close([1, 1], end.Values["place"].Doubles(), 1e-8);
    }

    [Fact]
    public void A_network_ends_where_the_slope_is_0_and_below_gradient_descent()
    {
        var training = Small.Training(Sgd(0.1));
        var start = training.Init(0, new(3));
        var end = training.Lbfgs(start, Small.Batch, iterations: 2000, tolerance: 1e-7);
        Assert.InRange(end.Loss, 0, Small.States(Sgd(0.1), 500)[^1].Loss);
        var next = training.Step(end, Small.Batch);
        Numbers.Close(Small.Weights(end), Small.Weights(next), 2e-8);
        Assert.Equal(Small.Weights(training.Init(0, new(3))), Small.Weights(start));
    }

    [Fact]
    public void It_ends_where_float32_sees_no_better_place()
    {
        var training = FunctionalNet.Training.Of(Dense(1), MeanSquaredError(), Sgd(0.1));
        var batch = Batch.Of(new Tensor<float>(new(4, 1), [0, 1, 2, 3]), new Tensor<float>(new(4, 1), [1, 0, 2, 1]));
        var end = training.Lbfgs(training.Init(3, new(1)), batch, iterations: 1000, tolerance: 0);
        Numbers.Close([0.2], end.Values["weight"].Doubles(), 1e-3);
        Numbers.Close([0.7], end.Values["bias"].Doubles(), 1e-3);
    }

    private sealed record Place : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => scope.Parameter("place", new(2), new Given(-1.2, 1));
    }

    private sealed record Rosenbrock : Loss
    {
        public override Expr Apply(Expr prediction, Expr target)
        {
            var (x, y) = (prediction.Narrow(0, 0, 1), prediction.Narrow(0, 1, 1));
            var (a, b) = (1 - x, y - (x * x));
            return ((a * a) + (100 * b * b)).ReduceSum();
        }
    }
}
