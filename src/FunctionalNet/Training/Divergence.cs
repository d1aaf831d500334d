namespace FunctionalNet;

/// <summary>Where a training produced the first non-finite value, and how to reproduce it.</summary>
/// <param name="What">Which result was not finite: the loss, or a parameter or slot by its path.</param>
/// <param name="Operator">The first operator with finite operands and a non-finite value; or the variable that was already
/// non-finite.</param>
/// <param name="Path">The layer that contains the operator, forward or in its derivative; empty if none does.</param>
/// <param name="Step">The number of steps before it.</param>
/// <param name="Key">The key of the state: the same state, batch and key reproduce it.</param>
/// <param name="Samples">The number of samples of the batch.</param>
public sealed record Divergence(string What, string Operator, string Path, long Step, Key Key, int Samples)
{
    /// <summary>The part of <see cref="Operator"/> that marks an error in the data.</summary>
    internal const string OfData = " in the data, the ";

    /// <summary>What to do about non-finite data.</summary>
    internal const string OfDataRepair =
        "Mend the data, or leave the sample out: Column.Number(name, missing: 0) fills missing cells of a CSV file, and Normalization takes the mean for NaN.";

    /// <summary>A description in one line.</summary>
    public override string ToString() =>
        $"{What} is not finite after {Step} steps: it begins with {Operator}{(Path.Length == 0 ? string.Empty : $" in {Path}")}. "
        + $"The batch of {Samples} samples that follows {Step} others repeats it from the state with the key {Key.High:x16}{Key.Low:x16}. "
        + (
            Operator.Contains(OfData, StringComparison.Ordinal)
                ? OfDataRepair
                : "Try a smaller learning rate, ClipByGlobalNorm, or an epsilon within a root, logarithm or division."
        );
}

/// <summary>Thrown when a training produces a non-finite value.</summary>
/// <param name="divergence">The location.</param>
public sealed class DivergenceException(Divergence divergence) : ArithmeticException($"{divergence}")
{
    /// <summary>Gets the location.</summary>
    public Divergence Divergence { get; } = divergence;
}
