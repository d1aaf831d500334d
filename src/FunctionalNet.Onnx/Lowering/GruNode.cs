namespace FunctionalNet.Lowering;

/// <summary>GRU with all options of ONNX; ONNX's default applies the reset before the product, unlike most frameworks.</summary>
internal sealed class GruNode : ILowering
{
    private static readonly string[] Functions = ["Sigmoid", "Tanh"];

    public static string Onnx => "GRU";

    public static WeightUse TrainableOperands => WeightUse.At(1, 2, 3);

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        new Recurrence(3, 1, Functions, node.Flag("linear_before_reset", false) ? ResetAfter : ResetBefore).Of(node);

    private static Expr[] ResetAfter(
        Expr input,
        Func<Expr, int, Expr> recurrent,
        Expr[] states,
        Expr[] peepholes,
        Activation[] functions
    ) => Next(input, recurrent, states[0], functions, (reset, gate) => gate + (reset * recurrent(states[0], 2)));

    private static Expr[] ResetBefore(
        Expr input,
        Func<Expr, int, Expr> recurrent,
        Expr[] states,
        Expr[] peepholes,
        Activation[] functions
    ) => Next(input, recurrent, states[0], functions, (reset, gate) => gate + recurrent(reset * states[0], 2));

    // The gates are z, r, n.
    private static Expr[] Next(
        Expr input,
        Func<Expr, int, Expr> recurrent,
        Expr before,
        Activation[] functions,
        Func<Expr, Expr, Expr> candidate
    )
    {
        var hidden = before.Shape[^1].Size;
        var gates = input.Split(-1, hidden, hidden, hidden);
        var z = functions[0].OfGate(gates[0] + recurrent(before, 0));
        var r = functions[0].OfGate(gates[1] + recurrent(before, 1));
        var n = functions[1].OfGate(candidate(r, gates[2]));
        return [((1 - z) * n) + (z * before)];
    }
}
