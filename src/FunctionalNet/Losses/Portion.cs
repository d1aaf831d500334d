namespace FunctionalNet;

/// <summary>
/// The value of a loss, or of one of its parts, for a batch, and its weight in a mean over batches: the loss of all batches is Σ count ·
/// value / Σ count, however the samples are split, or Σ value for a sum.
/// </summary>
/// <param name="Value">The mean over the batch, or the sum; a scalar.</param>
/// <param name="Count">The weight, a scalar: the number of elements, or the sum of their weights; null for a sum.</param>
/// <param name="Weight">The factor of the part in the loss.</param>
public readonly record struct Portion(Expr Value, Expr? Count, double Weight = 1);
