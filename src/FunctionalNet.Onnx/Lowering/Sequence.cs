using System.Collections.Immutable;

namespace FunctionalNet.Lowering;

/// <summary>The operands of a recurrent node, [tokens, batch, in], and its unrolled steps.</summary>
internal sealed class Sequence
{
    private const int MaxTokens = 1 << 14;

    private readonly OnnxNode node;
    private readonly Recurrence recurrence;
    private readonly string direction;
    private readonly ImmutableArray<Activation> activations;
    private readonly int hidden;

    /// <exception cref="FormatException">The shapes of the operands do not match.</exception>
    public Sequence(OnnxNode node, Recurrence recurrence, Expr x)
    {
        (this.node, this.recurrence, X) = (node, recurrence, x);
        direction = node.OneOf("direction", "forward", "reverse", "bidirectional");
        Directions = direction == "bidirectional" ? 2 : 1;
        hidden = RecurrentOperands.Check(node, recurrence, x.Shape, Directions);
        activations = Activation.Of(
            Names(),
            Numbers("activation_alpha"),
            Numbers("activation_beta"),
            node.Real("clip", 0)
        );
    }

    /// <summary>Gets the sequence [tokens, batch, in].</summary>
    public Expr X { get; }

    /// <summary>Gets the number of directions through the sequence.</summary>
    public int Directions { get; }

    /// <summary>Gets a value indicating whether an operator of the catalogue computes it.</summary>
    public bool IsPlain =>
        node.Optional(4) is null
        && node.Optional(7) is null
        && (!node.Flag("layout", false) || (Start(5) is null && Start(6) is null))
        && (IsRectified || Names().SequenceEqual(Usual(), StringComparer.OrdinalIgnoreCase))
        && node.Real("clip", 0) <= 0
        && !node.Flag("input_forget", false)
        && (node.Operator != "GRU" || node.Flag("linear_before_reset", false));

    /// <summary>Gets a value indicating whether it is a simple network with max(x, 0) as all activations.</summary>
    public bool IsRectified => node.Operator == "RNN" && Ops.RnnReluCell.Is(node);

    /// <summary>An initial state, an input of the node; null if it is zero.</summary>
    public Expr? Start(int input) => node.Optional(input) is { } start && !Zeros.Are(node, start) ? start : null;

    /// <summary>The final state [1, batch, hidden] of a direction, among those of all tokens.</summary>
    public static Expr End(Expr all, int way, bool isReversed) =>
        all.Narrow(0, isReversed ? 0 : all.Shape[0].Size - 1, 1).Squeeze(0).Narrow(0, way, 1);

    /// <summary>Whether a direction starts at the last token.</summary>
    public bool IsReversed(int way) => direction == "reverse" || way == 1;

    /// <summary>All hidden states [tokens, directions, batch, hidden], and the last states of each kind [directions, batch, hidden].</summary>
    public (Expr All, Expr[] Last) Unrolled()
    {
        if (X.Shape[0].Size is not (> 0 and <= MaxTokens) and var tokens)
        {
            throw new FormatException($"{node.Operator} of {tokens} tokens.");
        }

        var ways = Enumerable.Range(0, Directions).Select(Way).ToArray();
        return (
            Ops.Concat(1, [.. ways.Select(way => way.All.Unsqueeze(1))]),
            [
                .. Enumerable
                    .Range(0, recurrence.States)
                    .Select(state => Ops.Concat(0, [.. ways.Select(way => way.Last[state].Unsqueeze(0))])),
            ]
        );
    }

    private (Expr All, Expr[] Last) Way(int way)
    {
        var (gates, tokens) = (recurrence.Gates * hidden, X.Shape[0].Size);
        var (w, r) = (Of(1, way)!, Of(2, way)!);
        var input = X.MatMul(w.Transpose());
        var bias = Of(3, way);
        input = bias is null ? input : input + bias.Narrow(0, 0, gates);
        var states = Enumerable.Range(0, recurrence.States).Select(state => Start(state, way, input)).ToArray();
        var peepholes = Of(7, way)?.Split(0, [.. Enumerable.Repeat(hidden, 3)]).ToArray() ?? [];
        var functions = Functions(way);
        var outputs = new Expr[tokens];
        for (var step = 0; step < tokens; step++)
        {
            var token = IsReversed(way) ? tokens - 1 - step : step;
            var next = recurrence.Step(
                input.Narrow(0, token, 1).Squeeze(0),
                (state, gate) => Recurrent(state, gate, r, bias),
                states,
                peepholes,
                functions
            );
            outputs[token] = next[0];
            if (node.Optional(4) is { } lengths)
            {
                // After the end of a sequence its state is unchanged, and its output is 0.
                var isThere = (lengths > Reading.Scalar(token, ElementType.Int64)).Unsqueeze(1);
                outputs[token] = isThere.Where(next[0], 0);
                next = [.. next.Zip(states, (after, before) => isThere.Where(after, before))];
            }

            states = next;
        }

        return (Ops.Concat(0, [.. outputs.Select(output => output.Unsqueeze(0))]), states);
    }

    // The recurrent part of one gate, or of all if the gate is -1.
    private Expr Recurrent(Expr state, int gate, Expr r, Expr? bias)
    {
        var (start, count) = gate < 0 ? (0, recurrence.Gates * hidden) : (gate * hidden, hidden);
        var product = state.MatMul(r.Narrow(0, start, count).Transpose());
        return bias is null ? product : product + bias.Narrow(0, (recurrence.Gates * hidden) + start, count);
    }

    private Expr Start(int state, int way, Expr input)
    {
        if (node.Optional(5 + state) is { } given)
        {
            return (!node.Flag("layout", false) ? given : given.Transpose(1, 0, 2)).Narrow(0, way, 1).Squeeze(0);
        }

        // Zeros in the shape of a block, also for a free batch axis.
        var block = input.Narrow(0, 0, 1).Squeeze(0).Narrow(-1, 0, hidden);
        return Reading.Scalar(0, ElementType.Bool).Where(block, 0);
    }

    private Expr? Of(int input, int way) => node.Optional(input)?.Narrow(0, way, 1).Squeeze(0);

    private string[] Usual() => [.. Enumerable.Repeat(recurrence.Activations, Directions).SelectMany(names => names)];

    // Many files with an RNN of one direction state the default activations, which are for two.
    private string[] Names()
    {
        var named = node.Texts("activations");
        var usual = Usual();
        return named.Length == 0 ? usual
            : named.Length == usual.Length ? named
            : (named.Length, usual.Length) is (2, 1) ? named[..1]
            : throw new FormatException(
                $"{node.Operator} has {named.Length} activations: {direction} takes {usual.Length}, such as {string.Join(", ", usual)}"
            );
    }

    private double[] Numbers(string name) => node.Attributes.GetValueOrDefault(name) as double[] ?? [];

    private Activation[] Functions(int way) =>
        [.. activations.Skip(way * recurrence.Activations.Length).Take(recurrence.Activations.Length)];
}
