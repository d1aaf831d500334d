using System.Numerics;

namespace FunctionalNet;

/// <content>Those of trainings.</content>
public static partial class Rates
{
    /// <summary>
    /// The rate of the step that led to a state, of the last transform that has one, times what it had fallen to by
    /// <see cref="ReduceOnPlateau"/>; of the last one that was taken where steps are skipped, as by <see cref="LossScale"/>. NaN before the
    /// first and without one.
    /// </summary>
    /// <exception cref="ArgumentException">The state is another training's.</exception>
    /// <example><code>double rate = training.LearningRate(trained);</code></example>
    public static double LearningRate<T>(this Training<T> training, TrainState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(state);
        return state.Step == 0 ? double.NaN : training.Optimizer.RateOf(state.Step - 1, Slot) ?? double.NaN;

        T Slot(string path) =>
            state.Values.TryGetValue(path, out var value)
                ? value.Span[0]
                : throw Binding.Foreign($"{VariableKind.Slot} '{path}'");
    }

    /// <summary>The rate of the step after which scalar slots have these values by path; null for an optimizer without one.</summary>
    internal static double? RateOf<T>(this Transform optimizer, long steps, Func<string, T> slot)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return optimizer.LearningRate(steps, Of) * optimizer.RateFactor(Of);

        double Of(string name) => double.CreateTruncating(slot($"{Trace.Optimizer}/{name}"));
    }
}
