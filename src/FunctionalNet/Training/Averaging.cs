using System.Numerics;

namespace FunctionalNet;

/// <summary>Models with averaged weights.</summary>
public static partial class Averaging
{
    /// <summary>
    /// The model with the averages that <see cref="AverageWeights"/> keeps in place of the weights. Weights without an average, such as
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

    // The shortest, since the path of another parameter may end with this one's.
    private static string? Average<T>(TrainState<T> state, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        state
            .Values.Keys.Where(key =>
                key.StartsWith("optimizer/", StringComparison.Ordinal)
                && key.EndsWith($"/{AverageWeights.Slot}/{path}", StringComparison.Ordinal)
            )
            .MinBy(key => key.Length);
}
