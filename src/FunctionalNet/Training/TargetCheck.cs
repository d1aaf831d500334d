using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>Validates the targets of a loss that are no labels, which a step looks at itself.</summary>
/// <param name="loss">The loss.</param>
internal sealed class TargetCheck(Loss loss)
{
    private (int Columns, ImmutableArray<TargetRule> Rules) known = (-1, []);

    /// <summary>The first target of a batch that the loss does not take, by its sample; null if it takes all.</summary>
    public LabelException? Find<T>(Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var targets = batch.Data.AllTargets.Shape;
        var columns = targets.Rank > 1 ? targets[^1].Size : 1;
        if (known.Columns != columns)
        {
            known = (columns, loss.TargetRules(columns));
        }

        foreach (var rule in known.Rules)
        {
            if (Find(rule, columns, batch) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static LabelException? Find<T>(TargetRule rule, int columns, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var targets = batch.Data.AllTargets;
        var width = batch.Count == 0 ? 0 : targets.Length / targets.Shape[0].Size;
        for (var sample = 0; sample < batch.Count; sample++)
        {
            var row = batch.Row(sample);
            var values = targets.Span.Slice(row * width, width);

            // Each step looks at all targets, of which an autoencoder has as many as inputs.
            if (rule.Width == columns && rule.Range.HasAll(values))
            {
                continue;
            }

            for (var place = 0; place < width; place++)
            {
                var column = place % columns;
                if (
                    rule.IsOf(column)
                    && !rule.Range.Has(values[place])
                    && Counts(rule, values.Slice(place - column, columns))
                )
                {
                    return LabelException
                        .Of(
                            new(rule.Loss, Classes: null) { Targets = rule.Range },
                            values[place],
                            (sample * width) + place,
                            targets.Shape.With(0, batch.Count).Sizes()
                        )
                        .In(row);
                }
            }
        }

        return null;
    }

    private static bool Counts<T>(TargetRule rule, ReadOnlySpan<T> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var weight in rule.Weights)
        {
            if (T.IsZero(columns[weight]))
            {
                return false;
            }
        }

        return true;
    }
}
