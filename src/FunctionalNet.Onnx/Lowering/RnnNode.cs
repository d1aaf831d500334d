namespace FunctionalNet.Lowering;

/// <summary>RNN with all options of ONNX.</summary>
internal sealed class RnnNode : ILowering
{
    private static readonly Recurrence Recurrence = new(
        1,
        1,
        ["Tanh"],
        (input, recurrent, states, _, functions) => [functions[0].OfGate(input + recurrent(states[0], -1))]
    );

    public static string Onnx => "RNN";

    public static WeightUse TrainableOperands => WeightUse.At(1, 2, 3);

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => Recurrence.Of(node);
}
