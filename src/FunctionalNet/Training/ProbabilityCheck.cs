using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <summary>Validates targets of a loss that takes them as probabilities, which are no labels that a step looks at itself.</summary>
internal static class ProbabilityCheck
{
    /// <summary>The first target of a batch that does not lie in [0, 1], by its sample; null if all do, or if the loss takes any.</summary>
    /// <remarks>NaN is none: it is told with the step that it spoils.</remarks>
    /// <param name="name">The name of the loss that takes them for probabilities; null if none does.</param>
    /// <param name="batch">The batch.</param>
    public static LabelException? Find<T>(string? name, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (name is null)
        {
            return null;
        }

        var targets = batch.Data.AllTargets;
        var width = batch.Count == 0 ? 0 : targets.Length / targets.Shape[0].Size;
        for (var sample = 0; sample < batch.Count; sample++)
        {
            var row = batch.Row(sample);
            var values = targets.Span.Slice(row * width, width);
            for (var place = AreWithin(values) ? width : 0; place < width; place++)
            {
                if (values[place] < T.Zero || values[place] > T.One)
                {
                    var rule = new LabelRule(name, Classes: null) { IsOfProbabilities = true };
                    var index = (sample * width) + place;
                    return LabelException
                        .Of(rule, values[place], index, targets.Shape.With(0, batch.Count).Sizes())
                        .In(row);
                }
            }
        }

        return null;
    }

    // Each step looks at all targets, of which an autoencoder has as many as inputs.
    private static bool AreWithin<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        !values.IsEmpty && TensorPrimitives.MinNumber(values) >= T.Zero && TensorPrimitives.MaxNumber(values) <= T.One;
}
