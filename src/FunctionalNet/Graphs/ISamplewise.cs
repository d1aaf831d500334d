namespace FunctionalNet.Execution;

/// <summary>An operator whose result has samples along axis 0, each of which follows from one sample of some operands and all of the others.</summary>
internal interface ISamplewise
{
    /// <summary>Whether an operand is one of which a sample of <paramref name="y"/> reads its own sample only.</summary>
    bool IsPerSample(Expr y, int operand);
}
