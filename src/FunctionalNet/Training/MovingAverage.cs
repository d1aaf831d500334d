using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Averages over the states of a training.</content>
public static partial class Averaging
{
    /// <summary>
    /// For each state the one with moving averages in place of its parameters, a = β a + (1 - β) w, which start at those of the first;
    /// for models that are evaluated or kept, while the training goes on with its own states.
    /// </summary>
    /// <remarks>After each step, <see cref="AverageWeights"/> does the same within the step.</remarks>
    /// <param name="states">The states, such as one after each epoch.</param>
    /// <param name="decay">β, how much of the average stays.</param>
    /// <example><code>var smooth = training.Scan(state, batches.Epochs(20)).MovingAverage(0.9).Last().Model;</code></example>
    public static IEnumerable<TrainState<T>> MovingAverage<T>(this IEnumerable<TrainState<T>> states, double decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(states);
        return Items();

        IEnumerable<TrainState<T>> Items()
        {
            TrainState<T>? average = null;
            foreach (var state in states)
            {
                yield return average = average is null ? state : Mixed(average, state, decay);
            }
        }
    }

    private static TrainState<T> Mixed<T>(TrainState<T> average, TrainState<T> state, double decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        state with
        {
            Values = state.Values.SetItems(
                state.Parameters.Select(parameter =>
                {
                    var mixed = new Tensor<T>(parameter.Value.Shape);
                    TensorPrimitives.Lerp(
                        parameter.Value.Span,
                        average.Values[parameter.Key].Span,
                        T.CreateTruncating(decay),
                        mixed.Writable
                    );
                    return KeyValuePair.Create(parameter.Key, mixed);
                })
            ),
        };
}
