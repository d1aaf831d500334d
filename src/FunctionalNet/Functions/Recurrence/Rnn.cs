using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>The activation of a simple recurrent network.</summary>
public enum RnnActivation
{
    /// <summary>tanh.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}

/// <content>Rnn.</content>
public static partial class Ops
{
    /// <summary>
    /// The hidden states h = tanh(x W + h R + b), or with max(·, 0) in place of tanh, of a simple recurrent network: a sequence [tokens, batch, in] to [tokens, directions, batch,
    /// hidden].
    /// </summary>
    /// <remarks>
    /// ONNX: RNN; its body if there is a mask. Elman, "Finding Structure in Time", 1990. CUDA: float. Body: h = tanh(x W + h R + b); the
    /// steps are one kernel.
    /// </remarks>
    /// <param name="x">[tokens, batch, in], at least one token.</param>
    /// <param name="w">[directions, hidden, in].</param>
    /// <param name="r">[directions, hidden, hidden].</param>
    /// <param name="b">[directions, 2 hidden]: the bias of the input, then that of the state.</param>
    /// <param name="direction">The direction through the sequence.</param>
    /// <param name="mask">Bools [tokens, batch]; where false, the token is skipped and the state is unchanged.</param>
    /// <param name="hidden">The hidden state before the first token, [directions, batch, hidden]; 0 if absent.</param>
    /// <param name="activation">The nonlinearity.</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    /// <example><code>Expr hidden = tokens.Rnn(w, u, bias); // [20, 32, 8] to [20, 1, 32, 64]</code></example>
    public static Expr Rnn(
        this Expr x,
        Expr w,
        Expr r,
        Expr b,
        Direction direction = Direction.Forward,
        Expr? mask = null,
        Expr? hidden = null,
        RnnActivation activation = RnnActivation.Tanh
    ) =>
        activation == RnnActivation.Relu
            ? Recurrent<RnnReluCell>.Of(x, w, r, b, direction, mask, [hidden])
            : Recurrent<RnnCell>.Of(x, w, r, b, direction, mask, [hidden]);

    private readonly struct RnnCell : IRecurrentCell<RnnCell>
    {
        public static string Onnx => "RNN";

        public static int Gates => 1;

        public static int Saved => 1;

        public static int Carried => 1;

        public static int Flows => 1;

        public static int[] RecurrentFlows => [0];

        static Expr IOperator.FromOnnx(OnnxNode node) =>
            RnnReluCell.Is(node)
                ? Recurrent<RnnReluCell>.Read(node with { Attributes = node.Attributes.Remove("activations") })
                : Recurrent<RnnCell>.Read(node);

        // A masked step copies the previous state into its saved activation; no gradient flows through the step itself then.
        public static Expr[] Step(Expr[] input, Expr[] recurrent, Expr[] before, Expr? bias) =>
            [(input[0] + recurrent[0]).Tanh()];

        public static (Expr[] Flows, Expr[] Carried) Back(Expr[] step, Expr[] before, Expr[] carried) =>
            ([carried[0] * (1 - (step[0] * step[0]))], [Constant(0).Expand(step[0].Shape)]);

        public static void Run<T>(
            in RecurrentRow<T> row,
            ReadOnlySpan<T> input,
            Span<T> recurrent,
            ReadOnlySpan<T> bias
        )
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var at = 0; at < row.Hidden; at += Vector<T>.Count)
            {
                Padded.Store(VectorMath.Tanh(row.Gate(input, recurrent, 0, at)), row[0], at);
            }
        }

        public static void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TensorPrimitives.Multiply<T>(row[0], row[0], flows);
            TensorPrimitives.Subtract(T.One, flows, flows);
            TensorPrimitives.Multiply(flows, carried[0], flows);
            carried[0].Clear();
        }
    }
}
