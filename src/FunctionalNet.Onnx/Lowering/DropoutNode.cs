using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Dropout in inference: the operand itself, and a mask of true.</summary>
internal sealed class DropoutNode : ILowering
{
    public static string Onnx => "Dropout";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var ratio = node.Optional(1) is null ? node.Real("ratio", 0.5) : node.Number(1, 0.5);
        var isTraining =
            node.Version < 7
                ? !node.Flag("is_test", false)
                : node.Optional(2) is not null && !node.Number(2, 0).Equals(0);
        if (isTraining && !ratio.Equals(0))
        {
            throw new UnsupportedException("Dropout", "it draws random numbers; it is supported as at inference");
        }

        return [x, Reading.Scalar(1, node.Version < 10 ? x.Type.Element : ElementType.Bool).Expand(x.Shape)];
    }
}
