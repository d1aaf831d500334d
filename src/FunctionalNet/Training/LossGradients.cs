using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <summary>The gradients of a training for inspection: computed on request, outside of any step.</summary>
public static class LossGradients
{
    /// <summary>
    /// The gradient of the loss at a state with respect to each parameter, by path: the input of the optimizer in the step on the batch,
    /// with its noise and before any clipping. The state is not changed.
    /// </summary>
    /// <param name="training">Model and loss.</param>
    /// <param name="state">The state.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">The state belongs to another training.</exception>
    /// <example><code>
    /// var norms = training.Scan(state, batches.Epochs(10)).Select(s => training.Gradients(s, batches.First()).Norms());
    /// </code></example>
    public static ImmutableSortedDictionary<string, Tensor<T>> Gradients<T>(
        this Training<T> training,
        TrainState<T> state,
        Batch<T> batch
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(state);
        return training.Use(
            StepKind.Gradients,
            batch,
            planned =>
                planned
                    .Graph.Parameters.Zip(
                        planned.Run(state, batch),
                        (parameter, gradient) => KeyValuePair.Create(parameter.Variable!.Path, gradient)
                    )
                    .ToImmutableSortedDictionary(StringComparer.Ordinal)
        );
    }

    /// <summary>The Euclidean norm of each value, by path.</summary>
    /// <example><code>var weights = trained.Parameters.Norms();</code></example>
    public static ImmutableSortedDictionary<string, double> Norms<T>(
        this IEnumerable<KeyValuePair<string, Tensor<T>>> values
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.ToImmutableSortedDictionary(
            value => value.Key,
            value => double.CreateTruncating(TensorPrimitives.Norm(value.Value.Span)),
            StringComparer.Ordinal
        );
    }
}
