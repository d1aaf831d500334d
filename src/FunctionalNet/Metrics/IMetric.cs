using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// A metric as a pure fold: an immutable state, to which batches are added one after the other, exactly as if they were one.
/// </summary>
/// <typeparam name="TSelf">The state.</typeparam>
/// <example><code>
/// ConfusionMatrix seen = Metrics.ConfusionMatrix(10).Over(trained.Model, test.Batches(256));
/// double f1 = seen.F1(Average.Macro);
/// </code></example>
[MadeBy(typeof(Metrics))]
public interface IMetric<TSelf>
    where TSelf : IMetric<TSelf>
{
    /// <summary>The next state after a batch. This one is not changed.</summary>
    /// <exception cref="ArgumentException">The targets do not match the predictions.</exception>
    TSelf Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
