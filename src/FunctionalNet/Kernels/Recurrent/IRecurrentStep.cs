using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>
/// One step of a recurrent layer on numbers. Its operands are blocks with one number per hidden unit: the gates of the input, the gates of
/// the previous state, and the activations saved for the backward pass.
/// </summary>
internal interface IRecurrentStep
{
    /// <summary>Gets the number of gates: the blocks of the weights.</summary>
    static abstract int Gates { get; }

    /// <summary>Gets the number of saved blocks per step. The first is the hidden state.</summary>
    static abstract int Saved { get; }

    /// <summary>Gets the number of these, from the first, that the next step reads, and a masked step copies.</summary>
    static abstract int Carried { get; }

    /// <summary>Gets the number of blocks of cotangents per step: those of the gates of the input, then others.</summary>
    static abstract int Flows { get; }

    /// <summary>Gets the cotangents of the gates of the previous state, as indices of these blocks.</summary>
    static abstract int[] RecurrentFlows { get; }

    /// <summary>
    /// The saved blocks of a step of one sample, from the gates of the input and of the previous state, and the saved blocks of the
    /// previous step; <paramref name="recurrent"/> may be overwritten.
    /// </summary>
    static abstract void Run<T>(in RecurrentRow<T> row, ReadOnlySpan<T> input, Span<T> recurrent, ReadOnlySpan<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The cotangents of a step of one sample, from the saved blocks and the cotangents of the states, which are replaced by those of the
    /// previous step.
    /// </summary>
    static abstract void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
