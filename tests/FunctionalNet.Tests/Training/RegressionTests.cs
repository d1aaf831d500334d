using MathNet.Numerics.LinearAlgebra;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Trainings with a known optimum: the normal equations, and Newton's method in double.</summary>
public class RegressionTests
{
    [Fact]
    public void Linear_regression_reaches_the_solution_of_the_normal_equations()
    {
        var (x, y) = Draw(40, row => 3 - (2 * row[0]) + (0.5 * row[1]) + (0.2 * Math.Sin(9 * row[0] * row[1])));
        var expected = Design(x).TransposeThisAndMultiply(Design(x)).Solve(Design(x).TransposeThisAndMultiply(y));

        var trained = Train(MeanSquaredError(), Sgd(0.3), x, y, steps: 2_000);
        Numbers.Close(expected, [trained["bias"], .. trained.Weights], 1e-10);
    }

    [Fact]
    public void Logistic_regression_reaches_the_solution_of_Newtons_method()
    {
        // The labels are not linearly separable, so that the optimum is finite.
        var (x, y) = Draw(60, row => Math.Sin(17 * row[0]) + row[1] > 0.3 ? 1 : 0);
        var trained = Train(BinaryCrossEntropy(), Sgd(3), x, y, steps: 4_000);
        Numbers.Close(Newton(x, y, l2: 0), [trained["bias"], .. trained.Weights], 1e-9);
    }

    [Fact]
    public void Logistic_regression_on_separable_data_needs_weight_decay_to_end()
    {
        const double Decay = 0.05;
        var (x, y) = Draw(50, row => row[0] + row[1] > 0 ? 1 : 0);
        var trained = Train(BinaryCrossEntropy(), AddWeightDecay(Decay) >> Sgd(2), x, y, steps: 1_000);
        Numbers.Close(Newton(x, y, Decay), [trained["bias"], .. trained.Weights], 1e-10);

        // On separable data, without decay, the weights grow without bound, and the loss falls towards 0.
        var shorter = Train(BinaryCrossEntropy(), Sgd(5), x, y, steps: 100);
        var longer = Train(BinaryCrossEntropy(), Sgd(5), x, y, steps: 2_000);
        Assert.True(longer.Weights[0] > 1.3 * shorter.Weights[0]);
        Assert.True(longer.State.Loss < 0.5 * shorter.State.Loss);
        Assert.True(Agreement(longer.State.Model, x, y) >= 0.98);
    }

    private static double Agreement(Model<double> model, Matrix<double> x, Vector<double> y) =>
        model.Predict(Rows(x)).Doubles().Zip(y, (logit, label) => logit > 0 == label > 0.5 ? 1.0 : 0).Average();

    // Minimizes the mean cross-entropy + l2/2 ‖w‖². The bias is penalized, too, as by our chain without a mask.
    private static Vector<double> Newton(Matrix<double> x, Vector<double> y, double l2)
    {
        var a = Design(x);
        var w = Vector<double>.Build.Dense(a.ColumnCount);
        for (var i = 0; i < 30; i++)
        {
            var p = (a * w).Map(z => 1 / (1 + Math.Exp(-z)));
            var gradient = (a.TransposeThisAndMultiply(p - y) / y.Count) + (l2 * w);
            var curvature = a.TransposeThisAndMultiply(
                Matrix<double>.Build.DiagonalOfDiagonalVector(p.Map(q => q * (1 - q))) * a
            );
            w -= ((curvature / y.Count) + (l2 * Matrix<double>.Build.DenseIdentity(w.Count))).Solve(gradient);
        }

        return w;
    }

    private static Trained Train(Loss loss, Transform optimizer, Matrix<double> x, Vector<double> y, int steps)
    {
        var training = FunctionalNet.Training.Of<double>(Dense(1), loss, optimizer);
        var batch = Batch.Of(Rows(x), new Tensor<double>(new(y.Count, 1), [.. y]));
        return new(training.Fold(training.Init(1, new(x.ColumnCount)), Enumerable.Repeat(batch, steps)));
    }

    private static (Matrix<double> X, Vector<double> Y) Draw(int count, Func<double[], double> target)
    {
        var values = new double[2 * count];
        ((Key)11).Uniform<double>(values);
        double[][] rows = [.. values.Chunk(2).Select(pair => new[] { (2 * pair[0]) - 1, (2 * pair[1]) - 1 })];
        return (Matrix<double>.Build.DenseOfRowArrays(rows), Vector<double>.Build.Dense([.. rows.Select(target)]));
    }

    private static Matrix<double> Design(Matrix<double> x) =>
        x.InsertColumn(0, Vector<double>.Build.Dense(x.RowCount, 1));

    private static Tensor<double> Rows(Matrix<double> x) => new(new(x.RowCount, x.ColumnCount), x.ToRowMajorArray());

    private sealed record Trained(TrainState<double> State)
    {
        public double[] Weights => State.Values["weight"].Doubles();

        public double this[string path] => State.Values[path].Span[0];
    }
}
