using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>Cast to any type of numbers or bool; before version 6 the type was named by a text.</summary>
internal sealed class CastNode : ILowering
{
    public static string Onnx => "Cast";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [
            node[0]
                .Cast(
                    node.Attributes.GetValueOrDefault("to") switch
                    {
                        long code => TensorReader.Element(Reading.Whole(code)),
                        string name => TensorReader.Element(
                            Enum.TryParse<DataType>(name, ignoreCase: true, out var type) ? (int)type : 0
                        ),
                        _ => throw new FormatException("Cast needs the type to cast to."),
                    }
                ),
        ];
}
