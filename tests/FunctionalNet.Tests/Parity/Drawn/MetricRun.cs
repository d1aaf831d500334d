using System.Text.Json;
using static FunctionalNet.Metrics;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>Computes a metric of the recorded scores and labels, which are added in two batches.</summary>
internal static class MetricRun
{
    private static readonly Average[] Averages = [Average.Macro, Average.Micro, Average.Weighted];

    public static IEnumerable<string?> Differences(Drawn one)
    {
        var (x, t) = (one.Tensor("x", "shape"), one.Tensor("t", "targets"));
        var call = one.Make.EnumerateObject().Single();
        var figures =
            call.Name == nameof(Accuracy) ? [Share(call.Value, x, t)] : Figures(Made.Of<object>(one.Make), x, t);
        return [Near.Difference("the figure", one.Numbers("value"), figures, hasLimits: false)];
    }

    private static double Share(JsonElement options, Tensor<double> x, Tensor<double> t) =>
        options.TryGetProperty("threshold", out var threshold) ? Accuracy(x, t, threshold.GetDouble())
        : options.TryGetProperty("ignore", out var ignore) ? Accuracy(x, t, ignore: ignore.GetInt32())
        : Accuracy(x, t);

    // What a metric is told by beyond its figures.
    private static double[] Figures(object metric, Tensor<double> x, Tensor<double> t) =>
        Seen((dynamic)metric, x, t) switch
        {
            ConfusionMatrix matrix => Figures(matrix),
            Ranking ranking =>
            [
                .. Properties(ranking),
                .. ranking.PrecisionRecall.SelectMany(point =>
                    (double[])[point.Threshold, point.Precision, point.Recall]
                ),
            ],
            ClassRankings rankings =>
            [
                .. Properties(rankings),
                .. rankings[0].PrecisionRecall.SelectMany(point => (double[])[point.Precision, point.Recall]),
            ],
            object seen => Properties(seen),
        };

    // The figures, in the order in which they are declared; what can be set is the state.
    private static double[] Properties(object seen) =>
        [
            .. seen.GetType()
                .GetProperties()
                .Where(property => property.PropertyType == typeof(double) && !property.CanWrite)
                .OrderBy(property => property.MetadataToken)
                .Select(property => (double)property.GetValue(seen)!),
        ];

    private static double[] Figures(ConfusionMatrix seen)
    {
        int[] classes = [.. Enumerable.Range(0, seen.Classes)];
        return
        [
            .. classes.SelectMany(label => classes.Select(predicted => (double)seen[label, predicted])),
            seen.Accuracy,
            .. classes.Select(seen.Precision),
            .. classes.Select(seen.Recall),
            .. classes.Select(seen.F1),
            .. Averages.SelectMany(way => (double[])[seen.Precision(way), seen.Recall(way), seen.F1(way)]),
            .. classes.Select(seen.IntersectionOverUnion),
            .. Averages.Select(seen.IntersectionOverUnion),
        ];
    }

    private static TMetric Seen<TMetric>(TMetric metric, Tensor<double> x, Tensor<double> t)
        where TMetric : IMetric<TMetric>
    {
        var (rows, half) = (t.Shape[0].Size, t.Shape[0].Size / 2);
        return half == 0
            ? metric.Add(x, t)
            : metric
                .Add(Rows(x, 0, half, rows), Rows(t, 0, half, rows))
                .Add(Rows(x, half, rows, rows), Rows(t, half, rows, rows));
    }

    private static Tensor<double> Rows(Tensor<double> all, int start, int end, int rows)
    {
        var width = all.Length / rows;
        return new(all.Shape.With(0, end - start), all.Span[(start * width)..(end * width)].ToArray());
    }
}
