using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A recurrent operator in the layout of ONNX: [tokens, batch, in] to [tokens, directions, batch, hidden].</summary>
/// <param name="Direction">The direction through the sequence.</param>
/// <param name="IsMasked">Whether the operand after the bias is a mask.</param>
/// <param name="IsStarted">Whether the last operands are the initial states.</param>
/// <param name="Block">Which state to return: the hidden one, or another one that is carried between steps.</param>
internal sealed record Recurrent<TCell>(Direction Direction, bool IsMasked, bool IsStarted = false, int Block = 0)
    : Function
    where TCell : struct, IRecurrentCell<TCell>
{
    /// <inheritdoc/>
    public override string Name => TCell.Onnx;

    private int Directions => Direction == Direction.Bidirectional ? 2 : 1;

    public static Expr Of(
        Expr x,
        Expr w,
        Expr r,
        Expr b,
        Direction direction,
        Expr? mask,
        ReadOnlySpan<Expr?> start = default,
        int block = 0
    )
    {
        Expr[] begin = [.. Begin(start)];
        return new(
            new Recurrent<TCell>(direction, mask is not null, begin.Length > 0, block),
            [x, w, r, b, .. mask is null ? [] : new[] { mask }, .. begin]
        );
    }

    /// <summary>The expression for an ONNX node.</summary>
    /// <exception cref="FormatException">It uses an unsupported feature.</exception>
    public static Expr Read(OnnxNode node)
    {
        var (x, w, r) = (node[0], node[1], node[2]);
        if (node.Optional(4) is not null || node.Optional(7) is not null)
        {
            throw new FormatException($"{node.Operator} is supported without lengths and peepholes.");
        }

        var isPlain =
            !node.Attributes.ContainsKey("activations")
            && !node.Attributes.ContainsKey("clip")
            && !node.Flag("layout", false)
            && !node.Flag("input_forget", false)
            && node.Flag("linear_before_reset", true);
        if (!isPlain || (TCell.HasBias && !node.Flag("linear_before_reset", false)))
        {
            throw new FormatException(
                $"{node.Operator} is supported with its own activations, without clip, with layout 0, and GRU with linear_before_reset."
            );
        }

        var direction = node.Text("direction", "forward") switch
        {
            "forward" => Direction.Forward,
            "reverse" => Direction.Reverse,
            "bidirectional" => Direction.Bidirectional,
            var other => throw new FormatException($"{node.Operator} has the unknown direction '{other}'."),
        };
        var bias = node.Optional(3) ?? Ops.Constant(0).Expand(new(w.Shape[0], 2 * w.Shape[1].Size));
        return Of(x, w, r, bias, direction, null, [node.Optional(5), TCell.Carried > 1 ? node.Optional(6) : null]);
    }

    /// <summary>The domain of examples.</summary>
    public static ImmutableArray<Domain> Domains(Direction direction, bool isMasked, bool isStarted)
    {
        var (tokens, batch, size, hidden) = (5, 4, 6, 3);
        var directions = direction == Direction.Bidirectional ? 2 : 1;
        var gates = TCell.Gates * hidden;
        return
        [
            new(new(tokens, batch, size)),
            new(new(directions, gates, size)),
            TCell.RecurrentWeights with
            {
                Shape = new(directions, gates, hidden),
            },
            new(new(directions, 2 * gates)),
            .. isMasked ? [new Domain(new(tokens, batch), 0, 1, ElementType.Bool)] : Array.Empty<Domain>(),
            .. Enumerable.Repeat(new Domain(new(directions, batch, hidden)), isStarted ? TCell.Carried : 0),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} {Direction}{(IsMasked ? " masked" : string.Empty)}{(IsStarted ? " started" : string.Empty)}{(Block > 0 ? $" state {Block}" : string.Empty)}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
    {
        var (x, w, r, b) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        foreach (var input in inputs[..4])
        {
            input.Require(ElementType.Float, Name);
        }

        if (x.Shape.Rank != 3 || x.Shape[0].Size == 0 || r.Shape.Rank != 3)
        {
            throw new ShapeException(
                Name,
                $"x is {x.Shape}, the recurrent weights {r.Shape}",
                "give [tokens, batch, in], at least one token, and weights [directions, gates, hidden]"
            );
        }

        var hidden = r.Shape[2].Size;
        var gates = TCell.Gates * hidden;
        if (
            w.Shape != new Shape(Directions, gates, x.Shape[2])
            || r.Shape != new Shape(Directions, gates, hidden)
            || b.Shape != new Shape(Directions, 2 * gates)
        )
        {
            throw new ShapeException(
                Name,
                $"x {x.Shape} meets weights {w.Shape} and {r.Shape} and a bias {b.Shape}",
                $"give weights [{Directions}, {gates}, {x.Shape[2]}] and [{Directions}, {gates}, {hidden}] and a bias [{Directions}, {2 * gates}]"
            );
        }

        if (IsMasked)
        {
            inputs[4].Require(ElementType.Bool, Name);
            if (inputs[4].Shape != x.Shape[..2])
            {
                throw new ShapeException(
                    Name,
                    $"the mask is {inputs[4].Shape}, x {x.Shape}",
                    $"give a mask of {x.Shape[..2]}"
                );
            }
        }

        foreach (var state in inputs[^(IsStarted ? TCell.Carried : 0)..])
        {
            state.Require(ElementType.Float, Name);
            if (state.Shape != new Shape(Directions, x.Shape[1], hidden))
            {
                throw new ShapeException(
                    Name,
                    $"a first state is {state.Shape}, x {x.Shape}",
                    $"give [{Directions}, {x.Shape[1]}, {hidden}]: one for each direction and sample"
                );
            }
        }

        return new(new Shape(x.Shape[0], Directions, x.Shape[1], hidden));
    }

    internal override Expr? Body(ReadOnlySpan<Expr> inputs)
    {
        var ways = new List<Expr>();
        for (var way = 0; way < Directions; way++)
        {
            var hidden = Way(inputs, way, Direction == Direction.Reverse || way == 1);
            ways.Add(hidden.Unsqueeze(1));
        }

        return ways.Count == 1 ? ways[0] : Ops.Concat(1, [.. ways]);
    }

    internal override OnnxNode? ToOnnx(Expr y) =>
        IsMasked || Block > 0
            ? null
            : TCell.Write(
                new OnnxNode(Name, IsStarted ? [.. y.Inputs[..4], null, .. y.Inputs[4..]] : [.. y.Inputs])
                    .With("hidden_size", (long)y.Shape[3].Size)
                    .With(
                        "direction",
                        Direction switch
                        {
                            Direction.Forward => "forward",
                            Direction.Reverse => "reverse",
                            _ => "bidirectional",
                        }
                    )
            );

    /// <inheritdoc/>
    protected override ElementType Operand(int index) => IsMasked && index == 4 ? ElementType.Bool : ElementType.Float;

    private Expr Way(ReadOnlySpan<Expr> inputs, int way, bool isReversed)
    {
        var w = inputs[1].Narrow(0, way, 1).Squeeze(0);
        var r = inputs[2].Narrow(0, way, 1).Squeeze(0);
        var b = inputs[3].Narrow(0, way, 1).Squeeze(0);
        var gates = w.Shape[0].Size;
        var hidden = r.Shape[1].Size;

        // A bias without a separate state part is added once, to the product for all tokens.
        var bias = b.Narrow(0, 0, gates);
        var state = b.Narrow(0, gates, gates);
        bias += TCell.HasBias
            ? Ops.Concat(0, state.Narrow(0, 0, gates - hidden), Ops.Constant(0).Expand(new(hidden)))
            : state;
        var input = inputs[0].MatMul(w.Transpose()) + bias;
        Expr[] operands =
        [
            input,
            r,
            .. TCell.HasBias ? [state.Narrow(0, gates - hidden, hidden)] : Array.Empty<Expr>(),
            .. IsMasked ? [inputs[4]] : Array.Empty<Expr>(),
            .. IsStarted ? [Start(inputs[^TCell.Carried..], way)] : Array.Empty<Expr>(),
        ];
        return new Expr(new RecurrentHidden<TCell>(isReversed, IsMasked, IsStarted, Block), operands);
    }

    // The states of a direction, concatenated: [states, batch, hidden].
    private static Expr Start(ReadOnlySpan<Expr> states, int way)
    {
        var each = new Expr[states.Length];
        for (var i = 0; i < each.Length; i++)
        {
            each[i] = states[i].Narrow(0, way, 1);
        }

        return each.Length == 1 ? each[0] : Ops.Concat(0, each);
    }

    // If only some initial states are given, the others are 0.
    private static IEnumerable<Expr> Begin(ReadOnlySpan<Expr?> start)
    {
        Expr?[] given = [.. start];
        if (given.FirstOrDefault(state => state is not null) is not { } known)
        {
            return [];
        }

        var never = Ops.Constant(Shape.Scalar, [0], ElementType.Bool);
        var zeros = never.Where(known, 0);
        return Enumerable.Range(0, TCell.Carried).Select(i => given.ElementAtOrDefault(i) ?? zeros);
    }
}
