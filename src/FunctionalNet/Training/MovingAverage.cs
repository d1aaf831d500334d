using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Averages over the states of a training.</content>
public static partial class Averaging
{
    /// <summary>
    /// For each state the one with exponential moving averages in place of its parameters, a = β a + (1 - β) w, starting at those of the
    /// first state; for models that are evaluated or saved while the training continues with its own states.
    /// </summary>
    /// <remarks><see cref="AverageWeights"/> does the same after each step, as part of the step.</remarks>
    /// <param name="states">The states, such as one after each epoch.</param>
    /// <param name="decay">β, the weight of the previous average.</param>
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
                    var last = average.Values[parameter.Key].Span;

                    // In float32 a decay near 1 would be another number, or 1.
                    TensorPrimitives.Subtract(parameter.Value.Span, last, mixed.Writable);
                    TensorPrimitives.MultiplyAdd(mixed.Span, T.CreateTruncating(1 - decay), last, mixed.Writable);
                    return KeyValuePair.Create(parameter.Key, mixed);
                })
            ),
        };
}
