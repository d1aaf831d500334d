namespace FunctionalNet.Lowering;

/// <summary>Whether a number is infinite, with either sign or a given one.</summary>
internal sealed class IsInf : ILowering
{
    public static string Onnx => "IsInf";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var (above, below) = (x.Equal(double.PositiveInfinity), x.Equal(double.NegativeInfinity));
        return
        [
            (node.Flag("detect_positive", true), node.Flag("detect_negative", true)) switch
            {
                (true, true) => above.Or(below),
                (true, false) => above,
                (false, true) => below,
                _ => above.And(below),
            },
        ];
    }
}
