using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>One step of a recurrent layer, on expressions in addition to numbers.</summary>
internal interface IRecurrentCell<TSelf> : IOperator, IRecurrentStep
    where TSelf : struct, IRecurrentCell<TSelf>
{
    /// <summary>Gets a value indicating whether the last gate of the previous state has its own bias.</summary>
    static virtual bool HasBias => false;

    /// <summary>Gets the prefix that distinguishes its examples from those of another cell of the same operator.</summary>
    static virtual string Variant => string.Empty;

    /// <summary>Gets the domain of the recurrent weights in its examples: unrestricted, if the state is bounded.</summary>
    static virtual Domain RecurrentWeights => new(Shape.Scalar);

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
            TSelf.Variant + e.Name,
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

    /// <summary>
    /// The saved activations of a step, from the gates of the input and of the previous state, and the previous saved activations.
    /// </summary>
    static abstract Expr[] Step(Expr[] input, Expr[] recurrent, Expr[] before, Expr? bias);

    /// <summary>
    /// The cotangents of a step's gates, and those of the previous states beside them, from the saved activations of both steps and the
    /// cotangents of the states.
    /// </summary>
    static abstract (Expr[] Flows, Expr[] Carried) Back(Expr[] step, Expr[] before, Expr[] carried);

    /// <summary>An operator's own attributes.</summary>
    static virtual OnnxNode Write(OnnxNode node) => node;
}

/// <summary>The direction of a recurrent layer through the sequence.</summary>
public enum Direction
{
    /// <summary>From the first token to the last.</summary>
    Forward,

    /// <summary>From the last token to the first; outputs keep the positions of their tokens.</summary>
    Reverse,

    /// <summary>Both, with separate weights; the outputs are concatenated.</summary>
    Bidirectional,
}
