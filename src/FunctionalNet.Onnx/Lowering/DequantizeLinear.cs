using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>(x - zero) · scale.</summary>
internal sealed class DequantizeLinear : ILowering
{
    public static string Onnx => "DequantizeLinear";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (scale, zero) = Quantization.Of(node);
        return [(node[0].Cast(ElementType.Float) - zero) * ResultConversion.Operand(scale, node.TypeOf(1))];
    }
}
