namespace FunctionalNet.Execution;

/// <summary>
/// An operator whose result has samples along axis 0, each computed from the corresponding sample of some operands and from the whole of
/// the others.
/// </summary>
internal interface ISamplewise
{
    /// <summary>Whether each sample of <paramref name="y"/> reads only the corresponding sample of an operand.</summary>
    bool IsPerSample(Expr y, int operand);
}
