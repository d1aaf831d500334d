using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>
/// The maximum or minimum of integers and bools. Over no elements it is a limit of their type, where an expression, whose integers have no
/// such limit, gives an infinity. A free axis is assumed not to be empty.
/// </summary>
internal static class Extremes
{
    private static readonly WholeType Bool = new((long)DataType.Bool, 1, IsSigned: false);
    private static readonly WholeType Int64 = new((long)DataType.Int64, 64, IsSigned: true);

    /// <summary>The reduction of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="end">The limit of a type, the result over no elements.</param>
    public static Expr Of(OnnxNode node, Func<WholeType, double> end)
    {
        var x = node[0];
        if (x.IsFloat || !x.Shape.Any(size => size == 0))
        {
            return node.Known();
        }

        // Converted to numbers, for its shape.
        var y = (node with { Inputs = node.Inputs.SetItem(0, x.Cast(ElementType.Float)) }).Known();

        var type =
            x.Type.Element == ElementType.Bool
                ? Bool
                : Import.ResultConversion.Whole((DataType)node.TypeOf(0)) ?? Int64;
        return Reading.Scalar(end(type), x.Type.Element).Repeated(y);
    }
}
