namespace FunctionalNet.Lowering;

/// <summary>LSTM with all options of ONNX: initial states, lengths, peepholes, other activations, the last cell state.</summary>
internal sealed class LstmNode : ILowering
{
    private static readonly Recurrence Recurrence = new(4, 2, ["Sigmoid", "Tanh", "Tanh"], Step);

    public static string Onnx => "LSTM";

    public static WeightUse TrainableOperands => WeightUse.At(1, 2, 3, 7);

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        !node.Flag("input_forget", false) ? Recurrence.Of(node) : (Recurrence with { Step = CoupledStep }).Of(node);

    private static Expr[] Step(
        Expr input,
        Func<Expr, int, Expr> recurrent,
        Expr[] states,
        Expr[] peepholes,
        Activation[] functions
    ) => Step(input, recurrent, states, peepholes, functions, isCoupled: false);

    private static Expr[] CoupledStep(
        Expr input,
        Func<Expr, int, Expr> recurrent,
        Expr[] states,
        Expr[] peepholes,
        Activation[] functions
    ) => Step(input, recurrent, states, peepholes, functions, isCoupled: true);

    // The gates are i, o, f, g; the peepholes i, o, f. The output gate uses the new cell.
    private static Expr[] Step(
        Expr input,
        Func<Expr, int, Expr> recurrent,
        Expr[] states,
        Expr[] peepholes,
        Activation[] functions,
        bool isCoupled
    )
    {
        var (before, hidden) = (states[1], states[0].Shape[^1].Size);
        var gates = (input + recurrent(states[0], -1)).Split(-1, hidden, hidden, hidden, hidden);
        var i = functions[0].OfGate(Peeped(gates[0], before, 0));
        var f = isCoupled ? 1 - i : functions[0].OfGate(Peeped(gates[2], before, 2));
        var c = (f * before) + (i * functions[1].OfGate(gates[3]));
        var o = functions[0].OfGate(Peeped(gates[1], c, 1));
        return [o * functions[2].Of(c), c];

        Expr Peeped(Expr gate, Expr cell, int place) => peepholes.Length > 0 ? gate + (peepholes[place] * cell) : gate;
    }
}
