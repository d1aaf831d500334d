using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>The simple recurrent network with the activation max(x, 0).</content>
public static partial class Ops
{
    internal readonly struct RnnReluCell : IRecurrentCell<RnnReluCell>
    {
        private const string Relu = "Relu";

        public static string Onnx => "RNN";

        public static string Variant => "relu ";

        public static Domain RecurrentWeights =>
            new(Shape.Scalar, -0.25, 0.25)
            {
                Outside = "The same; the state has no bound, so that it and its rounding grow from token to token.",
            };

        public static int Gates => 1;

        public static int Saved => 1;

        public static int Carried => 1;

        public static int Flows => 1;

        public static int[] RecurrentFlows => [0];

        // Both activations are one ONNX operator; the cell that reads it first selects.
        static Expr IOperator.FromOnnx(OnnxNode node) => Catalog.Named(Onnx)!.FromOnnx(node);

        /// <summary>Whether all activations of a node are max(x, 0).</summary>
        public static bool Is(OnnxNode node) =>
            node.Texts("activations") is { Length: > 0 } names
            && Array.TrueForAll(names, name => string.Equals(name, Relu, StringComparison.OrdinalIgnoreCase));

        public static OnnxNode Write(OnnxNode node) =>
            node.With("activations", Enumerable.Repeat(Relu, node.Inputs[2]!.Shape[0].Size).ToArray());

        public static Expr[] Step(Expr[] input, Expr[] recurrent, Expr[] before, Expr? bias) =>
            [(input[0] + recurrent[0]).Relu()];

        public static (Expr[] Flows, Expr[] Carried) Back(Expr[] step, Expr[] before, Expr[] carried) =>
            ([(step[0] > 0).Where(carried[0], 0)], [Constant(0).Expand(step[0].Shape)]);

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
                Padded.Store(VectorMath.Relu(row.Gate(input, recurrent, 0, at)), row[0], at);
            }
        }

        public static void Back<T>(in RecurrentRow<T> row, in RecurrentRow<T> carried, Span<T> flows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var state = row[0];
            var flow = carried[0];
            for (var i = 0; i < state.Length; i++)
            {
                flows[i] = state[i] > T.Zero ? flow[i] : T.Zero;
            }

            flow.Clear();
        }
    }
}
