using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The valid labels of a loss or metric, or the valid tokens of an embedding.</summary>
/// <param name="Name">The name of the loss, metric or layer.</param>
/// <param name="Classes">The number of classes; null if any integer is valid.</param>
/// <param name="Ignore">The label that is ignored; null if none is.</param>
internal sealed record LabelRule(string Name, int? Classes, int? Ignore = null)
{
    /// <summary>Gets a value indicating whether the rule is about inputs of a model rather than targets.</summary>
    public bool IsOfTokens { get; init; }

    /// <summary>Gets the range of targets that are no labels; null if the rule is about labels or tokens.</summary>
    public TargetRange? Targets { get; init; }

    /// <summary>
    /// Gets the class that is no label in sequences [n, labels], where ignored labels stand only at the end; null if labels are no sequences.
    /// </summary>
    public int? Blank { get; init; }

    /// <summary>Gets a value indicating whether the rule is about the number of frames of a sequence.</summary>
    public bool IsOfFrames { get; init; }

    /// <summary>Gets the noun for one of them.</summary>
    public string Noun =>
        Targets is not null ? "target"
        : IsOfFrames ? "number of frames"
        : !IsOfTokens ? "label"
        : Classes is null ? "number"
        : "token";

    /// <summary>Gets the noun for their range.</summary>
    public FormattableString Known =>
        Classes switch
        {
            null when Targets is not null => $"{Targets.Known}",
            null => $"it is to be a whole number",
            { } classes when IsOfFrames => $"there are {classes - 1} frames",
            1 => $"there is one {Kind}, 0",
            { } classes => $"there are {classes} {Kind}{(IsOfTokens ? "s" : "es")}, 0 to {classes - 1}",
        };

    /// <summary>Gets the repair for an invalid one.</summary>
    public string Repair =>
        (IsOfTokens, Classes) switch
        {
            _ when Targets is not null => Targets.Repair,
            _ when IsOfFrames => "Mend it, or leave the sample out",
            _ when Blank is not null =>
                "Mend it, or leave the sample out; the ignored label fills up behind the last one",
            (false, 1) => "For one score a sample there are BinaryCrossEntropy, and an accuracy by threshold",
            (false, not null) => "Mend it, leave the sample out, or say which label does not count, as ignore",
            _ => "Mend it, or leave the sample out",
        };

    /// <summary>Whether a number is valid, and its class: -1 if it is ignored.</summary>
    public bool Is<T>(T value, out T label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Classes is not { } classes)
        {
            label = value;
            return T.IsInteger(value);
        }

        var place = Label.Of(value, classes, Ignore);
        label = T.CreateTruncating(place);
        return place != Label.None;
    }

    /// <summary>Whether a class may stand in a sequence after another label.</summary>
    public bool MayFollow<T>(T label, T before)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Blank is not { } blank || T.IsNegative(label) || (label != T.CreateTruncating(blank) && !T.IsNegative(before));

    /// <summary>The class of a label; -1 if it is ignored.</summary>
    /// <exception cref="LabelException">It is none of the classes.</exception>
    public int Of<T>(Tensor<T> labels, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Is(labels.Span[place], out var label)
            ? int.CreateTruncating(label)
            : throw LabelException.Of(this, labels.Span[place], place, labels.Shape.Sizes());

    private string Kind => IsOfTokens ? "token" : "class";
}
