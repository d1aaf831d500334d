using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// All about one step of a recurrent layer. What it reads and writes comes in blocks of one number for each hidden element: the
/// gates of the input, the gates of the state before, and what is remembered of a step for the way back.
/// </summary>
internal interface IRecurrentCell<TSelf> : IOperator
    where TSelf : struct, IRecurrentCell<TSelf>
{
    /// <summary>Gets the gates: the blocks of the weights.</summary>
    static abstract int Gates { get; }

    /// <summary>Gets the blocks that are remembered of a step. The first is the hidden state.</summary>
    static abstract int Saved { get; }

    /// <summary>Gets how many of these, from the first, the next step reads, and a masked step hands on.</summary>
    static abstract int Carried { get; }

    /// <summary>Gets the cotangents of a step, in blocks: those of the gates of the input, then others.</summary>
    static abstract int Flows { get; }

    /// <summary>Gets the cotangents of the gates of the state before, as places among the flows.</summary>
    static abstract int[] RecurrentFlows { get; }

    /// <summary>Gets a value indicating whether the last gate of the state before has a bias that is not one of the input's.</summary>
    static virtual bool HasBias => false;

    static IEnumerable<Example> IOperator.Examples =>
        from e in new (string Name, Direction Direction, bool IsMasked, bool IsStarted, int Block)[]
        {
            ("forward", Direction.Forward, false, false, 0),
            ("reverse", Direction.Reverse, false, false, 0),
            ("both ways", Direction.Bidirectional, false, false, 0),
            ("masked", Direction.Forward, true, false, 0),
            ("masked both ways", Direction.Bidirectional, true, false, 0),
            ("started", Direction.Forward, false, true, 0),
            ("started both ways", Direction.Bidirectional, false, true, 0),
            ("started and masked", Direction.Reverse, true, true, 0),
            ("last state", Direction.Forward, false, false, TSelf.Carried - 1),
            ("last state, started and masked", Direction.Bidirectional, true, true, TSelf.Carried - 1),
        }
        select new Example(
            e.Name,
            x =>
                Recurrent<TSelf>.Of(
                    x[0],
                    x[1],
                    x[2],
                    x[3],
                    e.Direction,
                    e.IsMasked ? x[4] : null,
                    e.IsStarted ? x[^TSelf.Carried..] : [],
                    e.Block
                ),
            Recurrent<TSelf>.Domains(e.Direction, e.IsMasked, e.IsStarted)
        );

    static Expr IOperator.FromOnnx(OnnxNode node) => Recurrent<TSelf>.Read(node);

    /// <summary>What is remembered of a step, from the gates of the input and of the state before, and what the step before remembered.</summary>
    static abstract Expr[] Step(Expr[] input, Expr[] recurrent, Expr[] before, Expr? bias);

    /// <summary>
    /// The flows of a step, and what flows to the step before beside them, from what both remember and the cotangents of what is
    /// carried on.
    /// </summary>
    static abstract (Expr[] Flows, Expr[] Carried) Back(Expr[] step, Expr[] before, Expr[] carried);

    /// <summary>The same as <see cref="Step"/> for one sample; <paramref name="recurrent"/> may be overwritten.</summary>
    static abstract void Run<T>(in RecurrentRow<T> row, ReadOnlySpan<T> input, Span<T> recurrent, ReadOnlySpan<T> bias)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;

    /// <summary>The same as <see cref="Back"/> for one sample; the carried cotangents are replaced.</summary>
    static abstract void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;

    /// <summary>An operator's own attributes.</summary>
    static virtual OnnxNode Write(OnnxNode node) => node;
}

/// <summary>The way in which a recurrent layer goes through a sequence.</summary>
public enum Direction
{
    /// <summary>From the first token to the last.</summary>
    Forward,

    /// <summary>From the last token to the first; the outputs stand at their tokens.</summary>
    Reverse,

    /// <summary>Both, with weights of their own; the outputs side by side.</summary>
    Bidirectional,
}
