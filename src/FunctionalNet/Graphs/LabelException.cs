using System.Globalization;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// A label that names no class, or a token that names no vector: it is no whole number, there is no such one, or it is missing (NaN). The
/// message tells the sample, the label and the classes. No state is changed by the step that throws it.
/// </summary>
/// <remarks>A label that is not to count is told to losses and metrics as <c>ignore</c>. PyTorch: an IndexError, or a failed assertion of a kernel.</remarks>
public sealed class LabelException : ArgumentException
{
    private readonly LabelRule rule;
    private readonly string text;
    private readonly string place;

    private LabelException(LabelRule rule, double label, string text, int sample, string place, string row = "")
        : base(Told(rule, label, text, $"sample {sample}{place}{row}")) =>
        (this.rule, this.text, this.place, Label, Sample) = (rule, text, place, label, sample);

    /// <summary>Gets the label that came.</summary>
    public double Label { get; }

    /// <summary>Gets the place of its sample in the batch, from 0.</summary>
    public int Sample { get; }

    /// <summary>Gets how many classes there are; null where any whole number is one.</summary>
    public int? Classes => rule.Classes;

    /// <summary>The error of an element of labels [n, ...].</summary>
    /// <param name="rule">What was asked for.</param>
    /// <param name="label">What came.</param>
    /// <param name="index">Its place among all elements.</param>
    /// <param name="sizes">The shape of the labels.</param>
    internal static LabelException Of<T>(LabelRule rule, T label, int index, ReadOnlySpan<int> sizes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var places = new int[sizes.Length];
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            (index, places[axis]) = Math.DivRem(index, sizes[axis]);
        }

        return new(
            rule,
            double.CreateTruncating(label),
            label.ToString(null, CultureInfo.InvariantCulture),
            places.FirstOrDefault(),
            places.Length > 1 ? $" at [{string.Join(", ", places.Skip(1))}]" : string.Empty
        );
    }

    /// <summary>The error of the first label that names no class; null where each does.</summary>
    internal static LabelException? Find<T>(LabelRule rule, Tensor<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (!rule.Is(labels.Span[i], out _))
            {
                return Of(rule, labels.Span[i], i, labels.Shape.Sizes());
            }
        }

        return null;
    }

    /// <summary>The same error with the row of the data set that the sample is.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The samples of the batch before those that were looked at.</param>
    internal LabelException In(int row, int first = 0) =>
        new(
            rule,
            Label,
            text,
            first + Sample,
            place,
            row != first + Sample ? Text($" of the batch, row {row} of the data,") : string.Empty
        );

    private static string Told(LabelRule rule, double label, string text, string sample)
    {
        var wrong =
            double.IsNaN(label) ? "NaN, not a number"
            : !double.IsInteger(label) ? $"{text}, which is no whole number"
            : $"{text}, which is none of them";
        var ignored = rule.Ignore is { } none ? Text($", and {none} does not count") : string.Empty;
        return $"{rule.Name}: the {rule.Noun} of {sample} is {wrong}: {Text(rule.Known)}{ignored}. {rule.Repair}.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
