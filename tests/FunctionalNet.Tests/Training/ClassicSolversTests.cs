using FunctionalNet.Tests.Data;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>
/// Training on iris converges to the solutions of classic solvers: normal equations, ridge, lasso and elastic net by coordinate descent,
/// logistic and softmax regression by Newton's method. Inputs are standardized; all computations are in double.
/// </summary>
public class ClassicSolversTests
{
    private static readonly (Matrix<double> X, Vector<double> Labels) Flowers = Standardized();

    // Predicts the petal width from the other three measurements.
    private static readonly (Matrix<double> X, Vector<double> Y) Petals = (
        Flowers.X.SubMatrix(0, Flowers.X.RowCount, 0, 3),
        Flowers.X.Column(3) + 0.7
    );

    public static TheoryData<string, double> Ways =>
        new()
        {
            { "gradient descent", 0.05 },
            { "gradient descent", 1 },
            { "weight decay", 0.3 },
            { "L-BFGS", 0.05 },
            { "L-BFGS", 1 },
            { "Nesterov", 0.2 },
        };

    [Fact]
    public void Least_squares_is_the_solution_of_the_normal_equations()
    {
        var expected = Ridge(0);
        Numbers.Close(expected, Fit(MeanSquaredError(), Sgd(0.35, momentum: 0.9), steps: 1_500), 1e-9);
        Numbers.Close(expected, Optimum(MeanSquaredError()), 1e-7);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Ridge_regression_is_reached_in_every_way(string way, double strength)
    {
        var penalized = MeanSquaredError() + L2(strength, IsWeight);
        var reached = way switch
        {
            "gradient descent" => Fit(penalized, Sgd(0.2), 1_200),
            "Nesterov" => Fit(penalized, Sgd(0.1, momentum: 0.9, nesterov: true), 1_000),
            "weight decay" => Fit(MeanSquaredError(), AddWeightDecay(strength, IsWeight) >> Sgd(0.2), 1_200),
            _ => Optimum(penalized),
        };
        Numbers.Close(Ridge(strength), reached, way == "L-BFGS" ? 1e-7 : 1e-9);
    }

    [Theory]
    [InlineData(0.02, 0, 0)]
    [InlineData(0.05, 0, 1)]
    [InlineData(0.2, 0, 2)]
    [InlineData(1.0, 0, 2)]
    [InlineData(2.5, 0, 3)]
    [InlineData(0.2, 0.5, 0)]
    [InlineData(0.5, 0.5, 1)]
    public void Lasso_and_elastic_net_end_with_the_same_exact_zeros(double first, double second, int zeros)
    {
        var expected = Coordinates(first, second);
        var reached = Fit(
            MeanSquaredError() + L2(second, IsWeight),
            Sgd(0.2) >> ProximalL1(0.2, first, IsWeight),
            steps: 1_200
        );
        Numbers.Close(expected, reached, 1e-9);
        Assert.Equal(zeros, reached.Skip(1).Count(w => w == 0));
        Assert.Equal(expected.Select(w => w == 0), reached.Select(w => w == 0));
    }

    [Fact]
    public void A_slope_of_L1_in_the_loss_comes_near_but_never_to_zero()
    {
        var reached = Fit(MeanSquaredError() + L1(1, IsWeight), Sgd(CosineDecay(0.05, total: 3_000)), 3_000);
        Numbers.Close(Coordinates(1, 0), reached, 0.01);
        Assert.All(reached, w => Assert.NotEqual(0, w));
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.1)]
    public void Logistic_regression_is_that_of_Newton(double strength)
    {
        // Binary labels: virginica or not.
        var labels = Flowers.Labels.Map(label => label == 2 ? 1.0 : 0);
        var expected = Newton(Flowers.X, labels, strength);
        var loss = BinaryCrossEntropy() + L2(strength, IsWeight);
        Numbers.Close(expected, Optimum(loss, Flowers.X, labels), 1e-5);
        Numbers.Close(expected, Fit(loss, Sgd(1, momentum: 0.95), 2_000, Flowers.X, labels), 1e-8);
    }

    [Fact]
    public void Softmax_regression_has_no_slope_at_its_optimum_and_predicts_the_species()
    {
        var training = FunctionalNet.Training.Of<double>(
            Dense(3),
            SoftmaxCrossEntropy() + L2(0.01),
            Sgd(0.5, momentum: 0.9)
        );
        var batch = Batch.Of(Rows(Flowers.X), Tensor.Vector<double>([.. Flowers.Labels]));
        var start = training.Init(1, new(4));
        var byNewton = training.Lbfgs(start, batch, iterations: 500, tolerance: 1e-10);
        var byDescent = training.Fold(start, Enumerable.Repeat(batch, 1_500));
        foreach (var (path, weight) in byNewton.Parameters)
        {
            Numbers.Close(weight.Doubles(), byDescent.Values[path].Doubles(), 1e-6);
        }

        // The gradient in closed form: Xᵀ (p - y) / n + λ w = 0.
        var p = Softmax(Flowers.X * Matrix(byNewton.Values["weight"]), byNewton.Values["bias"].Doubles());
        var slope =
            (Flowers.X.TransposeThisAndMultiply(p) / Flowers.X.RowCount) + (0.01 * Matrix(byNewton.Values["weight"]));
        Assert.True(slope.L2Norm() < 1e-7, $"the slope is {slope.L2Norm()}");
        Assert.True(FunctionalNet.Metrics.Accuracy(byNewton.Model.Predict(batch.Inputs), batch.Targets) > 0.95);
    }

    private static bool IsWeight(string path) => path == "weight";

    // p - y, row by row.
    private static Matrix<double> Softmax(Matrix<double> scores, double[] bias) =>
        Matrix<double>.Build.Dense(
            scores.RowCount,
            3,
            (i, j) =>
            {
                var e = Enumerable.Range(0, 3).Select(k => Math.Exp(scores[i, k] + bias[k])).ToArray();
                return (e[j] / e.Sum()) - (Flowers.Labels[i] == j ? 1 : 0);
            }
        );

    // mean (A w - y)² + ½ λ ‖w‖² without the bias: (2/n AᵀA + λ D) w = 2/n Aᵀy.
    private static Vector<double> Ridge(double strength)
    {
        var a = Design(Petals.X);
        var free = Matrix<double>.Build.DenseDiagonal(4, 4, i => i == 0 ? 0 : strength);
        return ((a.TransposeThisAndMultiply(a) * 2 / a.RowCount) + free).Solve(
            a.TransposeThisAndMultiply(Petals.Y) * 2 / a.RowCount
        );
    }

    // mean (A w - y)² + λ₁ ‖w‖₁ + ½ λ₂ ‖w‖² by coordinate descent: each coordinate in turn is set to its optimum.
    private static double[] Coordinates(double first, double second)
    {
        var a = Design(Petals.X);
        var curvature = a.TransposeThisAndMultiply(a) * 2 / a.RowCount;
        var pull = a.TransposeThisAndMultiply(Petals.Y) * 2 / a.RowCount;
        var w = new double[4];
        for (var round = 0; round < 3_000; round++)
        {
            for (var j = 0; j < 4; j++)
            {
                var rest = pull[j] - Enumerable.Range(0, 4).Where(k => k != j).Sum(k => curvature[j, k] * w[k]);
                w[j] =
                    j == 0
                        ? rest / curvature[j, j]
                        : Math.Sign(rest) * Math.Max(Math.Abs(rest) - first, 0) / (curvature[j, j] + second);
            }
        }

        return w;
    }

    private static Vector<double> Newton(Matrix<double> x, Vector<double> y, double strength)
    {
        var a = Design(x);
        var free = Matrix<double>.Build.DenseDiagonal(a.ColumnCount, a.ColumnCount, i => i == 0 ? 0 : strength);
        var w = Vector<double>.Build.Dense(a.ColumnCount);
        for (var i = 0; i < 50; i++)
        {
            var p = (a * w).Map(z => 1 / (1 + Math.Exp(-z)));
            var slope = (a.TransposeThisAndMultiply(p - y) / y.Count) + (free * w);
            var spread = Matrix<double>.Build.DiagonalOfDiagonalVector(p.Map(q => q * (1 - q)));
            w -= ((a.TransposeThisAndMultiply(spread * a) / y.Count) + free).Solve(slope);
        }

        return w;
    }

    private static double[] Fit(Loss loss, Transform optimizer, int steps) =>
        Fit(loss, optimizer, steps, Petals.X, Petals.Y);

    private static double[] Fit(Loss loss, Transform optimizer, int steps, Matrix<double> x, Vector<double> y)
    {
        var (training, start, batch) = Problem(loss, optimizer, x, y);
        return Weights(training.Fold(start, Enumerable.Repeat(batch, steps)));
    }

    private static double[] Optimum(Loss loss) => Optimum(loss, Petals.X, Petals.Y);

    private static double[] Optimum(Loss loss, Matrix<double> x, Vector<double> y)
    {
        var (training, start, batch) = Problem(loss, Sgd(1), x, y);
        return Weights(training.Lbfgs(start, batch, iterations: 300, tolerance: 1e-11));
    }

    private static (Training<double> Training, TrainState<double> Start, Batch<double> Batch) Problem(
        Loss loss,
        Transform optimizer,
        Matrix<double> x,
        Vector<double> y
    )
    {
        var training = FunctionalNet.Training.Of<double>(Dense(1), loss, optimizer);
        var batch = Batch.Of(Rows(x), new Tensor<double>(new(y.Count, 1), [.. y]));
        return (training, training.Init(1, new(x.ColumnCount)), batch);
    }

    private static double[] Weights(TrainState<double> state) =>
        [.. state.Values["bias"].Doubles(), .. state.Values["weight"].Doubles()];

    private static Matrix<double> Design(Matrix<double> x) =>
        x.InsertColumn(0, Vector<double>.Build.Dense(x.RowCount, 1));

    private static Tensor<double> Rows(Matrix<double> x) => new(new(x.RowCount, x.ColumnCount), x.ToRowMajorArray());

    private static Matrix<double> Matrix(Tensor<double> x) =>
        Matrix<double>.Build.DenseOfRowMajor(x.Shape[0].Size, x.Shape[1].Size, x.Doubles());

    private static (Matrix<double> X, Vector<double> Labels) Standardized()
    {
        var iris = Iris.Load();
        var x = Matrix<double>.Build.DenseOfRowMajor(iris.Count, 4, iris.Inputs.Doubles());
        for (var j = 0; j < 4; j++)
        {
            var column = x.Column(j) - x.Column(j).Average();
            x.SetColumn(j, column / Math.Sqrt(column.DotProduct(column) / column.Count));
        }

        return (x, Vector<double>.Build.Dense(iris.Targets.Doubles()));
    }
}
