using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Creates trainings.</summary>
public static class Training
{
    /// <summary>A training in float32.</summary>
    /// <inheritdoc cref="Of{T}(Layer, Loss, Transform, int?)"/>
    public static Training<float> Of(Layer layer, Loss loss, Transform optimizer, int? threads = null) =>
        Of<float>(layer, loss, optimizer, threads);

    /// <summary>A training in a given number type.</summary>
    /// <param name="layer">The model.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="threads">The number of threads of its plans, which does not change the results; if absent that of the process: one per
    /// processor, or the value of the environment variable FUNCTIONALNET_THREADS.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads, or more than 1,024.</exception>
    /// <exception cref="ArgumentException">The optimizer has no learning rate, so that it would ascend, or several.</exception>
    /// <exception cref="ArgumentException">Layers, losses or transforms are nested more than 500 levels deep.</exception>
    /// <example><code>var verified = Training.Of&lt;double>(model, MeanSquaredError(), Sgd(0.1), threads: 1);</code></example>
    public static Training<T> Of<T>(Layer layer, Loss loss, Transform optimizer, int? threads = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        RateCount.Check(optimizer);
        return new Training<T>(layer, loss, optimizer) { Team = Team.Of(threads) };
    }
}
