using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>The small network and data of record_catalogue.py.</summary>
internal static class Small
{
    private static readonly string[] Paths = ["0/weight", "0/bias", "2/weight", "2/bias"];

    public static Batch<double> Batch { get; } =
        FunctionalNet.Batch.Of(
            Table(6, 3, (i, j) => Math.Sin((1.3 * i) + (0.7 * j))),
            Table(6, 2, (i, j) => Math.Cos((0.9 * i) - (0.4 * j)) * 2)
        );

    public static Training<double> Training(Transform optimizer) =>
        FunctionalNet.Training.Of<double>(
            Dense(4, kernel: FromTensor(Table(3, 4, (i, j) => 0.6 * Math.Cos((2.1 * i) + (1.1 * j)))))
                >> Tanh()
                >> Dense(2, kernel: FromTensor(Table(4, 2, (i, j) => 0.8 * Math.Sin((1.7 * i) - (0.6 * j))))),
            MeanSquaredError(),
            optimizer
        );

    /// <summary>The states after each of the given number of full-batch steps.</summary>
    public static TrainState<double>[] States(Transform optimizer, int steps)
    {
        var training = Training(optimizer);
        return [.. training.Scan(training.Init(0, new(3)), Enumerable.Repeat(Batch, steps))];
    }

    public static IEnumerable<double> Weights(TrainState<double> state) =>
        Paths.SelectMany(path => state.Values[path].Doubles());

    private static Tensor<double> Table(int rows, int columns, Func<int, int, double> value) =>
        new(
            new(rows, columns),
            [.. from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, columns) select value(i, j)]
        );
}
