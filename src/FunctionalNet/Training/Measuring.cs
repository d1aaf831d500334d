using System.Numerics;

namespace FunctionalNet;

/// <content>Folding.</content>
public static partial class Metrics
{
    /// <summary>The state of a metric after the predictions of a model for all batches.</summary>
    /// <example><code>double right = Metrics.TopK(5).Over(trained.Model, test.Batches(256)).Value;</code></example>
    public static TMetric Over<TMetric, T>(this TMetric metric, Model<T> model, IEnumerable<Batch<T>> batches)
        where TMetric : IMetric<TMetric>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        return batches.Aggregate(metric, (state, batch) => state.Add(model.Predict(batch.Inputs), batch.Targets));
    }
}
