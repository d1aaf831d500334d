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

    private static double[] Figures(object metric, Tensor<double> x, Tensor<double> t) =>
        metric switch
        {
            TopK top => [Seen(top, x, t).Value],
            LogLoss loss when Seen(loss, x, t) is var seen => [seen.Value, seen.Perplexity],
            Ranking ranking when Seen(ranking, x, t) is var seen =>
            [
                seen.RocAuc,
                seen.PrAuc,
                .. seen.PrecisionRecall.SelectMany(point => (double[])[point.Threshold, point.Precision, point.Recall]),
            ],
            ClassRankings rankings when Seen(rankings, x, t) is var seen =>
            [
                seen.RocAuc,
                seen.PrAuc,
                .. seen[0].PrecisionRecall.SelectMany(point => (double[])[point.Precision, point.Recall]),
            ],
            MultiLabelTopK top when Seen(top, x, t) is var seen => [seen.Precision, seen.Recall, seen.HitRate],
            CalibrationError error => [Seen(error, x, t).Value],
            RegressionErrors errors when Seen(errors, x, t) is var seen =>
            [
                seen.MeanAbsoluteError,
                seen.MeanSquaredError,
                seen.RootMeanSquaredError,
                seen.RSquared,
                seen.MeanAbsolutePercentageError,
            ],
            ConfusionMatrix matrix => Figures(Seen(matrix, x, t)),
            _ => throw new InvalidOperationException($"{metric} is no metric."),
        };

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
