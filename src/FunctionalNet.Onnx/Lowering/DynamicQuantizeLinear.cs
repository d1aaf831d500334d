using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>x in 256 steps from its smallest element to its largest, 0 among them; the size of a step, and which of them is 0.</summary>
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
