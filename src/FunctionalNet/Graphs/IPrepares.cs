namespace FunctionalNet.Execution;

/// <summary>
/// An operator whose kernel takes some operands beforehand, such as filters that it packs: while these stay the same, it is prepared once
/// for many runs.
/// </summary>
internal interface IPrepares
{
    /// <summary>Whether an operand is read when the kernel is prepared.</summary>
    bool IsPrepared(int operand);
}
