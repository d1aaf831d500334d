using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>v = β v + (1 - β) g², u = g / (√v + ε), elementwise.</summary>
/// <remarks>Optax: scale_by_rms. Tieleman and Hinton, "Lecture 6.5: RMSProp", 2012. As in PyTorch v starts at 0 and ε is added to the root.</remarks>
/// <param name="Decay">β, how much of the mean square stays.</param>
/// <param name="Epsilon">ε, outside of the root.</param>
public sealed record ScaleByRms(double Decay = 0.99, double Epsilon = 1e-8) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        return
        [
            .. updates.Select(update =>
            {
                var v = update.Slot(scope, "square");
                var next = (Decay * v) + ((1 - Decay) * update.Value * update.Value);
                scope.Next(v, next);
                return update.With(update.Value / (next.Sqrt() + Epsilon));
            }),
        ];
    }
}

/// <content>ScaleByRms.</content>
public static partial class Net
{
    /// <summary>v = β v + (1 - β) g², u = g / (√v + ε), elementwise.</summary>
    /// <example><code>Transform rmsProp = ScaleByRms() >> ScaleByLearningRate(0.001);</code></example>
    public static Transform ScaleByRms(double decay = 0.99, double epsilon = 1e-8) => new ScaleByRms(decay, epsilon);
}
