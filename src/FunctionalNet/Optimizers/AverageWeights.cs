using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain: keeps a moving average of the weights, a = β a + (1 - β) (w + g), which starts at the weights; the updates
/// stay as they are. <see cref="Averaging.Averaged"/> is the model with it.
/// </summary>
/// <remarks>Optax: params_ema. Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992. Statistics such as those of a normalization stay those of the training.</remarks>
/// <param name="Decay">β, how much of the average stays.</param>
public sealed record AverageWeights(double Decay = 0.999) : Transform
{
    internal const string Slot = "average";

    /// <summary>Gets β, how much of the average stays.</summary>
    public double Decay { get; } = Ranges.BelowOne(Decay);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var isFirst = scope.Step.Equal(0);
        foreach (var update in updates)
        {
            var average = update.Slot(scope, Slot);
            var last = isFirst.Where(update.Parameter, average);
            var next = last + ((1 - Decay) * (update.Parameter + update.Value - last));

            // Also where the first steps are skipped: until one is taken the average is the weights.
            scope.NextElse(average, next.Flush(), last);
        }

        return updates;
    }
}

/// <summary>Models with averaged weights.</summary>
public static partial class Averaging
{
    /// <summary>
    /// The model with the averages that <see cref="AverageWeights"/> keeps in place of the weights; weights without an average, such as
    /// frozen ones, and all weights before the first step, are those of the state.
    /// </summary>
    /// <exception cref="ArgumentException">The optimizer keeps no averages.</exception>
    /// <example><code>float[] scores = state.Averaged().Predict(digits.Inputs).Span.ToArray();</code></example>
    public static Model<T> Averaged<T>(this TrainState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        var averages = state.Parameters.Select(parameter => (parameter.Key, Average: Average(state, parameter.Key)));
        var known = averages.Where(pair => pair.Average is not null).ToArray();
        if (known.Length == 0)
        {
            throw new ArgumentException(
                "The optimizer keeps no average of the weights: put AverageWeights() at the end of its chain.",
                nameof(state)
            );
        }

        return state.Step == 0
            ? state.Model
            : (
                state with
                {
                    Values = state.Values.SetItems(
                        known.Select(pair => KeyValuePair.Create(pair.Key, state.Values[pair.Average!]))
                    ),
                }
            ).Model;
    }

    // The shortest: the path of another parameter may end with this one's.
    private static string? Average<T>(TrainState<T> state, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        state
            .Values.Keys.Where(key =>
                key.StartsWith("optimizer/", StringComparison.Ordinal)
                && key.EndsWith($"/{AverageWeights.Slot}/{path}", StringComparison.Ordinal)
            )
            .MinBy(key => key.Length);
}

/// <content>AverageWeights.</content>
public static partial class Net
{
    /// <summary>At the end of a chain: keeps a moving average of the weights, a = β a + (1 - β) (w + g); the updates stay as they are.</summary>
    /// <example><code>Transform chain = Adam(1e-3) >> AverageWeights(0.99);</code></example>
    public static Transform AverageWeights(double decay = 0.999) => new AverageWeights(decay);
}
