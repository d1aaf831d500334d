using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>
/// One step of a recurrent layer on numbers. What it reads and writes comes in blocks of one number for each hidden element: the gates of
/// the input, the gates of the state before, and what is remembered of a step for the way back.
/// </summary>
internal interface IRecurrentStep
{
    /// <summary>Gets the gates: the blocks of the weights.</summary>
    static abstract int Gates { get; }

    /// <summary>Gets the blocks that are remembered of a step. The first is the hidden state.</summary>
    static abstract int Saved { get; }

    /// <summary>Gets how many of these, from the first, the next step reads, and a masked step copies.</summary>
    static abstract int Carried { get; }

    /// <summary>Gets the cotangents of a step, in blocks: those of the gates of the input, then others.</summary>
    static abstract int Flows { get; }

    /// <summary>Gets the cotangents of the gates of the state before, as places among the flows.</summary>
    static abstract int[] RecurrentFlows { get; }

    /// <summary>
    /// What is remembered of a step of one sample, from the gates of the input and of the state before, and what the step before
    /// remembered; <paramref name="recurrent"/> may be overwritten.
    /// </summary>
    static abstract void Run<T>(in RecurrentRow<T> row, ReadOnlySpan<T> input, Span<T> recurrent, ReadOnlySpan<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The flows of a step of one sample, from what is remembered and the cotangents of what is carried on, which are replaced by
    /// those of the step before.
    /// </summary>
    static abstract void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
