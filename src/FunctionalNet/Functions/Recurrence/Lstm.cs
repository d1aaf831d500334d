using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Lstm.</content>
public static partial class Ops
{
    /// <summary>
    /// The hidden states of a long short-term memory: a sequence [tokens, batch, in] to [tokens, directions, batch, hidden]. For each
    /// token i, o, f = σ(x W + h R + b), g = tanh(the same), c = f c + i g, h = o tanh(c).
    /// </summary>
    /// <remarks>
    /// ONNX: LSTM, whose layout of weights this is, with the gates in the order i, o, f, g; its body if there is a mask. PyTorch has the
    /// order i, f, g, o. Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997. CUDA: float. Body: c = f c + i tanh(x W + h R + b), h
    /// = o tanh(c); the steps are one kernel.
    /// </remarks>
    /// <param name="x">[tokens, batch, in], at least one token.</param>
    /// <param name="w">[directions, 4 hidden, in].</param>
    /// <param name="r">[directions, 4 hidden, hidden].</param>
    /// <param name="b">[directions, 8 hidden]: the bias of the input, then that of the state.</param>
    /// <param name="direction">The direction through the sequence.</param>
    /// <param name="mask">Bools [tokens, batch]; where false, the token is skipped and the state is unchanged.</param>
    /// <param name="hidden">The hidden state before the first token, [directions, batch, hidden]; 0 if absent.</param>
    /// <param name="cell">The cell before the first token, of the same shape; 0 if absent.</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    /// <example><code>Expr hidden = tokens.Lstm(w, u, bias); // [20, 32, 8] to [20, 1, 32, 64]</code></example>
    public static Expr Lstm(
        this Expr x,
        Expr w,
        Expr r,
        Expr b,
        Direction direction = Direction.Forward,
        Expr? mask = null,
        Expr? hidden = null,
        Expr? cell = null
    ) => Recurrent<LstmCell>.Of(x, w, r, b, direction, mask, [hidden, cell]);

    /// <summary>The cell states of the same memory, [tokens, directions, batch, hidden].</summary>
    /// <remarks>ONNX: its body, since LSTM outputs the last cell only. In a plan both come from one kernel.</remarks>
    /// <inheritdoc cref="Lstm"/>
    /// <example><code>Expr cells = tokens.LstmCells(w, u, bias); // [20, 32, 8] to [20, 1, 32, 64]</code></example>
    public static Expr LstmCells(
        this Expr x,
        Expr w,
        Expr r,
        Expr b,
        Direction direction = Direction.Forward,
        Expr? mask = null,
        Expr? hidden = null,
        Expr? cell = null
    ) => Recurrent<LstmCell>.Of(x, w, r, b, direction, mask, [hidden, cell], block: 1);

    private readonly struct LstmCell : IRecurrentCell<LstmCell>
    {
        private const int H = 0;
        private const int C = 1;
        private const int I = 2;
        private const int O = 3;
        private const int F = 4;
        private const int G = 5;
        private const int TanhC = 6;

        public static string Onnx => "LSTM";

        public static int Gates => 4;

        public static int Saved => 7;

        public static int Carried => 2;

        public static int Flows => 4;

        public static int[] RecurrentFlows => [0, 1, 2, 3];

        public static Expr[] Step(Expr[] input, Expr[] recurrent, Expr[] before, Expr? bias)
        {
            var (i, o) = ((input[0] + recurrent[0]).Sigmoid(), (input[1] + recurrent[1]).Sigmoid());
            var (f, g) = ((input[2] + recurrent[2]).Sigmoid(), (input[3] + recurrent[3]).Tanh());
            var c = (f * before[C]) + (i * g);
            var tanh = c.Tanh();
            return [o * tanh, c, i, o, f, g, tanh];
        }

        public static (Expr[] Flows, Expr[] Carried) Back(Expr[] step, Expr[] before, Expr[] carried)
        {
            var (i, o, f, g, tanh) = (step[I], step[O], step[F], step[G], step[TanhC]);
            var dc = carried[C] + (carried[H] * o * (1 - (tanh * tanh)));
            return (
                [
                    dc * g * i * (1 - i),
                    carried[H] * tanh * o * (1 - o),
                    dc * before[C] * f * (1 - f),
                    dc * i * (1 - (g * g)),
                ],
                [Constant(0).Expand(dc.Shape), dc * f]
            );
        }

        public static void Run<T>(
            in RecurrentRow<T> row,
            ReadOnlySpan<T> input,
            Span<T> recurrent,
            ReadOnlySpan<T> bias
        )
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var hidden = row.Hidden;
            for (var at = 0; at < hidden; at += Vector<T>.Count)
            {
                var i = VectorMath.Sigmoid(row.Gate(input, recurrent, 0, at));
                var o = VectorMath.Sigmoid(row.Gate(input, recurrent, 1, at));
                var f = VectorMath.Sigmoid(row.Gate(input, recurrent, 2, at));
                var g = VectorMath.Tanh(row.Gate(input, recurrent, 3, at));
                var c = (f * Padded.Load(row.Before(C), at)) + (i * g);
                var tanh = VectorMath.Tanh(c);
                Padded.Store(i, row[I], at);
                Padded.Store(o, row[O], at);
                Padded.Store(f, row[F], at);
                Padded.Store(g, row[G], at);
                Padded.Store(c, row[C], at);
                Padded.Store(tanh, row[TanhC], at);
                Padded.Store(o * tanh, row[H], at);
            }
        }

        public static void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (hidden, one) = (row.Hidden, Vector<T>.One);
            for (var at = 0; at < hidden; at += Vector<T>.Count)
            {
                var (i, o) = (Padded.Load<T>(row[I], at), Padded.Load<T>(row[O], at));
                var (f, g) = (Padded.Load<T>(row[F], at), Padded.Load<T>(row[G], at));
                var (tanh, dh) = (Padded.Load<T>(row[TanhC], at), Padded.Load<T>(carried[H], at));
                var dc = Padded.Load<T>(carried[C], at) + (dh * o * (one - (tanh * tanh)));
                Padded.Store(dc * g * i * (one - i), flows[..hidden], at);
                Padded.Store(dh * tanh * o * (one - o), flows.Slice(hidden, hidden), at);
                var before = Padded.Load(row.Before(C), at);
                Padded.Store(dc * before * f * (one - f), flows.Slice(2 * hidden, hidden), at);
                Padded.Store(dc * i * (one - (g * g)), flows.Slice(3 * hidden, hidden), at);
                Padded.Store(Vector<T>.Zero, carried[H], at);
                Padded.Store(dc * f, carried[C], at);
            }
        }
    }
}
