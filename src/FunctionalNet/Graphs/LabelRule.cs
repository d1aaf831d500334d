using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>What is asked of labels, or of the tokens of an embedding.</summary>
/// <param name="Name">What asks for it: a loss, a metric or a layer.</param>
/// <param name="Classes">How many classes there are; null for any whole number.</param>
/// <param name="Ignore">The label that does not count; null where each does.</param>
internal sealed record LabelRule(string Name, int? Classes, int? Ignore = null)
{
    /// <summary>Gets a value indicating whether it is about what a model takes in, and not about right answers.</summary>
    public bool IsOfTokens { get; init; }

    /// <summary>Gets what one of them is called.</summary>
    public string Noun =>
        !IsOfTokens ? "label"
        : Classes is null ? "number"
        : "token";

    /// <summary>Gets what there is to name.</summary>
    public FormattableString Known =>
        Classes switch
        {
            null => $"it is to be a whole number",
            1 => $"there is one {Kind}, 0",
            { } classes => $"there are {classes} {Kind}{(IsOfTokens ? "s" : "es")}, 0 to {classes - 1}",
        };

    /// <summary>Gets what to do about one that names nothing.</summary>
    public string Repair =>
        (IsOfTokens, Classes) switch
        {
            (false, 1) => "For one score a sample there are BinaryCrossEntropy, and an accuracy by threshold",
            (false, not null) => "Mend it, leave the sample out, or say which label does not count, as ignore",
            _ => "Mend it, or leave the sample out",
        };

    /// <summary>Whether a number is what is asked for, and as what: the class, or -1 where it does not count.</summary>
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

    /// <summary>One of some labels; -1 where it is the one that does not count.</summary>
    /// <exception cref="LabelException">It is none of the classes.</exception>
    public int Of<T>(Tensor<T> labels, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Is(labels.Span[place], out var label)
            ? int.CreateTruncating(label)
            : throw LabelException.Of(this, labels.Span[place], place, labels.Shape.Sizes());

    private string Kind => IsOfTokens ? "token" : "class";
}
