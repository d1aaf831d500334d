using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>Cast to any numeric type or bool; before version 6 the type was a string.</summary>
internal sealed class CastNode : ILowering
{
    public static string Onnx => "Cast";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [
            To(
                node,
                node.Attributes.GetValueOrDefault("to") switch
                {
                    long code => code,
                    string name => (long)(
                        Enum.TryParse<DataType>(name, ignoreCase: true, out var type) ? type : DataType.Undefined
                    ),
                    _ => throw new FormatException("Cast needs the type to cast to."),
                }
            ),
        ];

    /// <summary>The first operand of a node cast to a type of the file.</summary>
    public static Expr To(OnnxNode node, long code)
    {
        var (y, saturates) = (node[0].Cast(TensorReader.Element(Reading.Whole(code))), node.Flag("saturate", true));
        return SmallFloat.Of(code) is { } small && node.TypeOf(0) != code
            ? new(new RoundToSmall(small, saturates, node.OneOf("round_mode", "up", "down", "nearest")), y)
            : y;
    }
}
