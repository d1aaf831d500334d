using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>Quantizes x to uint8 over the range of its elements, extended to include 0; also returns scale and zero point.</summary>
internal sealed class DynamicQuantizeLinear : ILowering
{
    private const double Steps = 255;

    public static string Onnx => "DynamicQuantizeLinear";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var (low, high) = (x.ReduceMin().Min(0), x.ReduceMax().Max(0));
        var range = high - low;
        var scale = range.Equal(0).Where(1, range / Steps);
        var zero = (-low / scale).Clip(0, Steps).Round();
        return [Quantization.Rounded(node, x / scale, zero, (long)DataType.Uint8), scale, zero.Cast(ElementType.Int64)];
    }
}
