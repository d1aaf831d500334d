using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// One step of a recurrent operator: from the gates of the input and of the previous state, [batch, gates hidden], and the previous states,
/// to the next states; the first is the hidden one.
/// </summary>
internal delegate Expr[] Step(
    Expr input,
    Func<Expr, int, Expr> recurrent,
    Expr[] states,
    Expr[] peepholes,
    Activation[] functions
);

/// <summary>A recurrent operator of ONNX with all attributes that its node may have.</summary>
/// <param name="Gates">The number of gates.</param>
/// <param name="States">The number of states.</param>
/// <param name="Activations">The activations of a direction, unless the node has others.</param>
/// <param name="Step">One step.</param>
internal sealed record Recurrence(int Gates, int States, string[] Activations, Step Step)
{
    /// <summary>The outputs of a node: all hidden states, then the last of each kind.</summary>
    public IReadOnlyList<Expr> Of(OnnxNode node)
    {
        var isBatchFirst = node.Flag("layout", false);
        var sequence = new Sequence(node, this, isBatchFirst ? node[0].Transpose(1, 0, 2) : node[0]);
        var (all, last) = sequence.IsPlain ? Fused(node, sequence) : sequence.Unrolled();

        // The fused form does not output the last cell state; if it is used, the steps are unrolled for it.
        var others = last.Length < States ? sequence.Unrolled().Last[1..] : last[1..];
        Expr[] ends = [last[0], .. others];
        return isBatchFirst
            ? [all.Transpose(2, 0, 1, 3), .. ends.Select(end => end.Transpose(1, 0, 2))]
            : [all, .. ends];
    }

    private static (Expr All, Expr[] Last) Fused(OnnxNode node, Sequence sequence)
    {
        var plain = node with
        {
            Inputs = [sequence.X, node[1], node[2], node.Optional(3), null, sequence.Start(5), sequence.Start(6)],
            Attributes = node.Attributes.RemoveRange([
                .. sequence.IsRectified ? [] : new[] { "activations" },
                "layout",
                "input_forget",
                "clip",
                "output_sequence",
            ]),
        };
        var all = plain.Known();
        Expr[] ends =
        [
            .. Enumerable.Range(0, sequence.Directions).Select(way => Sequence.End(all, way, sequence.IsReversed(way))),
        ];
        return (all, [Ops.Concat(0, ends)]);
    }
}
