using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>Labels that a loss ignores, which are told where a training begins.</summary>
internal static class IgnoredLabels
{
    /// <summary>A line with their number; empty if there are none.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="targets">The labels, or numbers for a loss without labels.</param>
    public static string Told(Loss loss, Tensor<float> targets) =>
        Of(loss) is { } label && targets.Span.Count((float)label) is > 0 and var count
            ? Invariant(
                $"{targets.Length - count:N0} of {targets.Length:N0} labels count; {count:N0} are {label}, which does not.\n"
            )
            : string.Empty;

    /// <summary>The label that a loss ignores; null if it ignores none.</summary>
    public static int? Of(Loss loss) =>
        loss switch
        {
            SoftmaxCrossEntropy one => one.Ignore,
            NegativeLogLikelihood one => one.Ignore,
            MultiClassHinge one => one.Ignore,
            NamedLoss one => Of(one.Inner),
            PenalizedLoss one => Of(one.Inner),
            _ => null,
        };
}
