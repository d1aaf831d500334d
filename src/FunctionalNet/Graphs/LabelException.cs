using System.Globalization;
using System.Numerics;
using static System.FormattableString;

namespace FunctionalNet;

/// <summary>
/// A label that names no class, a token that has no vector, or a target that the loss does not take: it is not an integer, out of range, or
/// missing (NaN). The message names the sample, the label and the classes. The step that throws it changes no state.
/// </summary>
/// <remarks>
/// To exclude a label, pass it to losses and metrics as <c>ignore</c>. PyTorch: an IndexError, or a failed assertion of a kernel.
/// </remarks>
public sealed class LabelException : ArgumentException
{
    private readonly LabelRule rule;
    private readonly string text;
    private readonly string place;

    private LabelException(LabelRule rule, double label, string text, int sample, string place, string row = "")
        : base(Told(rule, label, text, $"sample {sample}{place}{row}")) =>
        (this.rule, this.text, this.place, Label, Sample) = (rule, text, place, label, sample);

    /// <summary>Gets the invalid label.</summary>
    public double Label { get; }

    /// <summary>Gets the index of its sample in the batch, from 0.</summary>
    public int Sample { get; }

    /// <summary>Gets the number of classes; null if any integer is valid.</summary>
    public int? Classes => rule.Classes;

    /// <summary>Gets the invalid label as it is written.</summary>
    internal string Text => text;

    /// <summary>The error for an element of labels [n, ...].</summary>
    /// <param name="rule">The violated rule.</param>
    /// <param name="label">The invalid label.</param>
    /// <param name="index">Its flat index.</param>
    /// <param name="sizes">The shape of the labels.</param>
    /// <param name="written">The label as its file has it, with digits that a number of the executor may lack; null if unknown.</param>
    internal static LabelException Of<T>(
        LabelRule rule,
        T label,
        int index,
        ReadOnlySpan<int> sizes,
        string? written = null
    )
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
            written ?? label.ToString(null, CultureInfo.InvariantCulture),
            places.FirstOrDefault(),
            places.Length > 1 ? $" at [{string.Join(", ", places.Skip(1))}]" : string.Empty
        );
    }

    /// <summary>The error for the first label that names no class; null if all are valid.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="written">A label as its file has it, by its index.</param>
    internal static LabelException? Find<T>(LabelRule rule, Tensor<T> labels, Func<int, string?>? written = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (!rule.Is(labels.Span[i], out _))
            {
                return Of(rule, labels.Span[i], i, labels.Shape.Sizes(), written?.Invoke(i));
            }
        }

        return null;
    }

    /// <summary>The same error with the sample's row in the data set.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The number of samples of the batch before the checked ones.</param>
    internal LabelException In(int row, int first = 0) =>
        new(
            rule,
            Label,
            text,
            first + Sample,
            place,
            row != first + Sample ? Invariant($" of the batch, row {row} of the data,") : string.Empty
        );

    private static string Told(LabelRule rule, double label, string text, string sample)
    {
        var wrong =
            double.IsNaN(label) ? "NaN, not a number"
            : rule.Targets is not null ? text
            : !double.IsInteger(label) ? $"{text}, which is no whole number"
            : rule.Blank is { } blank && label.Equals(blank) ? $"{text}, which is the blank"
            : rule.Blank is not null && label >= 0 && label < rule.Classes
                ? Invariant($"{label}, which follows {rule.Ignore}, the end of the labels")
            : $"{text}, which is none of them";
        var ignored = rule.Ignore is { } none ? Invariant($", and {none} does not count") : string.Empty;
        return $"{rule.Name}: the {rule.Noun} of {sample} is {wrong}: {Invariant(rule.Known)}{ignored}. {rule.Repair}.";
    }
}
