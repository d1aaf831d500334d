namespace FunctionalNet.Execution;

/// <summary>
/// An operator whose kernel preprocesses some operands, such as filters that it packs: while these stay constant, it is prepared once for
/// many runs.
/// </summary>
internal interface IPrepares
{
    /// <summary>Whether an operand is read when the kernel is prepared.</summary>
    bool IsPrepared(int operand);
}
