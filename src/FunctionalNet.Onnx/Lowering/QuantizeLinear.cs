using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>x / scale rounded to the nearest integer, plus the zero point, clamped to the zero point's type.</summary>
internal sealed class QuantizeLinear : ILowering
{
    public static string Onnx => "QuantizeLinear";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (scale, zero) = Quantization.Of(node);
        var type =
            node.Optional(2) is not null && node.TypeOf(2) is not 0 and var given ? given
            : node.Int("output_dtype", 0) is not 0 and var named ? named
            : (long)DataType.Uint8;
        var x = ResultConversion.Operand(node[0].Cast(ElementType.Float), node.TypeOf(0));
        return [Quantization.Rounded(node, x / ResultConversion.Operand(scale, node.TypeOf(1)), zero, type)];
    }
}
