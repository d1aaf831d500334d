using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>What a loss takes as targets, where it does not take all numbers.</summary>
/// <param name="Loss">The name of the loss.</param>
/// <param name="Range">The numbers that it takes.</param>
/// <param name="Width">The number of its columns, on the last axis of the targets.</param>
internal sealed record TargetRule(string Loss, TargetRange Range, int Width)
{
    /// <summary>Gets the first of its columns.</summary>
    public int Start { get; private init; }

    /// <summary>Gets the columns of weights: where one of them is 0, the loss takes no notice of the target.</summary>
    public ImmutableArray<int> Weights { get; init; } = [];

    /// <summary>The rule for targets that lie behind those of other losses.</summary>
    public TargetRule Behind(int columns) =>
        this with
        {
            Start = Start + columns,
            Weights = [.. Weights.Select(weight => weight + columns)],
        };

    /// <summary>Whether a column is one of its own.</summary>
    public bool IsOf(int column) => column >= Start && column < Start + Width;
}
