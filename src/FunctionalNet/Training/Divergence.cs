namespace FunctionalNet;

/// <summary>Where a training ceased to be finite, and what repeats it.</summary>
/// <param name="What">What was not finite in the end: the loss, or a parameter or slot by its path.</param>
/// <param name="Operator">The first operator whose value is not finite although its operands are; or the variable that came so.</param>
/// <param name="Path">The layer that it is of, forward or in its derivative; empty where it is no layer's.</param>
/// <param name="Step">The number of steps done before.</param>
/// <param name="Key">The key of the state: the same state, batch and key repeat it.</param>
/// <param name="Samples">The number of samples of the batch.</param>
public sealed record Divergence(string What, string Operator, string Path, long Step, Key Key, int Samples)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() =>
        $"{What} is not finite after {Step} steps: it begins with {Operator}{(Path.Length == 0 ? string.Empty : $" in {Path}")}. "
        + $"The batch of {Samples} samples that follows {Step} others repeats it from the state with the key {Key.High:x16}{Key.Low:x16}. "
        + "Try a smaller learning rate, ClipByGlobalNorm, or an epsilon within a root, logarithm or division.";
}

/// <summary>A training that has ceased to be finite.</summary>
/// <param name="divergence">Where.</param>
public sealed class DivergenceException(Divergence divergence) : ArithmeticException($"{divergence}")
{
    /// <summary>Gets where it happened.</summary>
    public Divergence Divergence { get; } = divergence;
}
