using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>
/// A matrix [3, 2] and a vector [2] with the loss Σ c (w - b)² / 2, whose gradient is c (w - b): for comparing an optimizer with a plain
/// loop over numbers. The gradient of the last element is 0.
/// </summary>
internal static class Bowl
{
    public const int Rows = 3;
    public const int Columns = 2;
    private static readonly double[] Start = [1, -0.5, 0.3, 0.8, -1.2, 0.1, 0.7, -0.4];
    private static readonly double[] Curvature = [1, 0.5, 2, 0.3, 1.5, 0.8, 1, 0];
    private static readonly double[] Bottom = [0.2, 0.1, -0.3, 0.5, 0, -0.6, 0.9, 0];

    /// <summary>Gets the range of the matrix in the flat list of elements, row by row.</summary>
    public static Range Matrix { get; } = ..6;

    /// <summary>Gets the range of the vector in the flat list of elements.</summary>
    public static Range Vector { get; } = 6..;

    public static double[] Gradient(double[] w) => [.. w.Select((x, i) => Curvature[i] * (x - Bottom[i]))];

    /// <summary>All elements after each step of an optimizer.</summary>
    public static double[][] Path(Transform optimizer, int steps) =>
        [.. States(optimizer, steps).Select(state => Weights(state.Values))];

    public static TrainState<double>[] States(Transform optimizer, int steps)
    {
        var training = FunctionalNet.Training.Of<double>(new Sides(), new Squares(), optimizer);
        var batch = Batch.Of(new Tensor<double>(new(1, 1)), new Tensor<double>(new(1, 1)));
        return [.. training.Scan(training.Init(5, new(1)), Enumerable.Repeat(batch, steps))];
    }

    public static double[] Weights(IReadOnlyDictionary<string, Tensor<double>> values) =>
        [.. values["matrix/weight"].Doubles(), .. values["vector/bias"].Doubles()];

    /// <summary>
    /// All elements after each step of a reference loop; update maps elements, gradient and step number (from 1) to the increment.
    /// </summary>
    public static double[][] Loop(int steps, Func<double[], double[], int, double[]> update)
    {
        var (w, path) = (Start, new List<double[]>());
        for (var t = 1; t <= steps; t++)
        {
            var step = update(w, Gradient(w), t);
            w = [.. w.Zip(step, (x, u) => x + u)];
            path.Add(w);
        }

        return [.. path];
    }

    /// <summary>Asserts that an optimizer takes the path of a loop.</summary>
    public static void Same(double[][] expected, double[][] actual) =>
        Numbers.Close(expected.SelectMany(w => w), actual.SelectMany(w => w), 1e-11);

    public static double Norm(IEnumerable<double> x) => Math.Sqrt(x.Sum(value => value * value));

    /// <summary>Applies a function to the matrix and to the vector separately.</summary>
    public static double[] Each(double[] x, Func<double[], double[]> part) => [.. part(x[Matrix]), .. part(x[Vector])];

    private sealed record Sides : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            Ops.Concat(
                0,
                scope.Parameter("matrix/weight", new(Rows, Columns), new Given(Start[Matrix])).Reshape(new Shape(6)),
                scope.Parameter("vector/bias", new(2), new Given(Start[Vector]))
            );
    }

    private sealed record Squares : Loss
    {
        public override Expr Apply(Expr prediction, Expr target)
        {
            var away = prediction - Ops.Constant(new(8), Bottom);
            return (away * away * Ops.Constant(new(8), Curvature)).ReduceSum() * 0.5;
        }
    }
}
