using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Gru.</content>
public static partial class Ops
{
    /// <summary>
    /// The hidden states of gated recurrent units: a sequence [tokens, batch, in] to [tokens, directions, batch, hidden]. For each token
    /// z, r = σ(x W + h R + b), n = tanh(x W + b + r (h R + b)), h = (1 - z) n + z h.
    /// </summary>
    /// <remarks>
    /// ONNX: GRU with linear_before_reset, as PyTorch and cuDNN have it, with the gates in the order z, r, n; its body if there is a mask.
    /// PyTorch has the order r, z, n. Cho and others, "Learning Phrase Representations using RNN Encoder-Decoder", 2014. CUDA: float. Body:
    /// n = tanh(x W + b + r (h R + b)), h = (1 - z) n + z h; the steps are one kernel.
    /// </remarks>
    /// <param name="x">[tokens, batch, in], at least one token.</param>
    /// <param name="w">[directions, 3 hidden, in].</param>
    /// <param name="r">[directions, 3 hidden, hidden].</param>
    /// <param name="b">[directions, 6 hidden]: the bias of the input, then that of the state.</param>
    /// <param name="direction">The direction through the sequence.</param>
    /// <param name="mask">Bools [tokens, batch]; where false, the token is skipped and the state is unchanged.</param>
    /// <param name="hidden">The hidden state before the first token, [directions, batch, hidden]; 0 if absent.</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    /// <example><code>Expr hidden = tokens.Gru(w, u, bias); // [20, 32, 8] to [20, 1, 32, 64]</code></example>
    public static Expr Gru(
        this Expr x,
        Expr w,
        Expr r,
        Expr b,
        Direction direction = Direction.Forward,
        Expr? mask = null,
        Expr? hidden = null
    ) => Recurrent<GruCell>.Of(x, w, r, b, direction, mask, [hidden]);

    private readonly struct GruCell : IRecurrentCell<GruCell>
    {
        private const int H = 0;
        private const int Z = 1;
        private const int R = 2;
        private const int N = 3;
        private const int Q = 4;

        public static string Onnx => "GRU";

        public static int Gates => 3;

        public static int Saved => 5;

        public static int Carried => 1;

        public static int Flows => 4;

        public static int[] RecurrentFlows => [0, 1, 3];

        public static bool HasBias => true;

        public static Expr[] Step(Expr[] input, Expr[] recurrent, Expr[] before, Expr? bias)
        {
            var (z, r) = ((input[0] + recurrent[0]).Sigmoid(), (input[1] + recurrent[1]).Sigmoid());
            var q = recurrent[2] + bias!;
            var n = (input[2] + (r * q)).Tanh();
            return [((1 - z) * n) + (z * before[H]), z, r, n, q];
        }

        public static (Expr[] Flows, Expr[] Carried) Back(Expr[] step, Expr[] before, Expr[] carried)
        {
            var (z, r, n, q, dh) = (step[Z], step[R], step[N], step[Q], carried[H]);
            var dn = dh * (1 - z) * (1 - (n * n));
            return ([dh * (before[H] - n) * z * (1 - z), dn * q * r * (1 - r), dn, dn * r], [dh * z]);
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
                var z = VectorMath.Sigmoid(row.Gate(input, recurrent, 0, at));
                var r = VectorMath.Sigmoid(row.Gate(input, recurrent, 1, at));
                var q = Padded.Load<T>(recurrent.Slice(2 * hidden, hidden), at) + Padded.Load(bias, at);
                var n = VectorMath.Tanh(Padded.Load(input.Slice(2 * hidden, hidden), at) + (r * q));
                Padded.Store(z, row[Z], at);
                Padded.Store(r, row[R], at);
                Padded.Store(q, row[Q], at);
                Padded.Store(n, row[N], at);
                Padded.Store(((Vector<T>.One - z) * n) + (z * Padded.Load(row.Before(H), at)), row[H], at);
            }
        }

        public static void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (hidden, one) = (row.Hidden, Vector<T>.One);
            for (var at = 0; at < hidden; at += Vector<T>.Count)
            {
                var (z, r) = (Padded.Load<T>(row[Z], at), Padded.Load<T>(row[R], at));
                var (n, dh) = (Padded.Load<T>(row[N], at), Padded.Load<T>(carried[H], at));
                var dn = dh * (one - z) * (one - (n * n));
                var dz = dh * (Padded.Load(row.Before(H), at) - n) * z * (one - z);
                Padded.Store(dz, flows[..hidden], at);
                Padded.Store(dn * Padded.Load<T>(row[Q], at) * r * (one - r), flows.Slice(hidden, hidden), at);
                Padded.Store(dn, flows.Slice(2 * hidden, hidden), at);
                Padded.Store(dn * r, flows.Slice(3 * hidden, hidden), at);
                Padded.Store(dh * z, carried[H], at);
            }
        }

        public static OnnxNode Write(OnnxNode node) => node.With("linear_before_reset", 1L);
    }
}
