namespace FunctionalNet;

/// <summary>
/// What a loss, or one of its parts, is for a batch, and how much that counts beside other batches: the loss of all of them is
/// Σ count · value / Σ count, however the samples are cut, and for a sum Σ value.
/// </summary>
/// <param name="Value">The mean over what counts in the batch, or its sum; a scalar.</param>
/// <param name="Count">How much counts, a scalar: elements, or their weights; null for a sum.</param>
/// <param name="Weight">What the part is multiplied by in the loss.</param>
public readonly record struct Portion(Expr Value, Expr? Count, double Weight = 1);
