using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>
/// The largest or smallest of whole numbers and bools. Of none it is an end of their type, where an expression, which has no such end, gives
/// an infinity. An axis that is free counts as one that has places.
/// </summary>
internal static class Extremes
{
    private static readonly WholeType Bool = new((long)DataType.Bool, 1, IsSigned: false);
    private static readonly WholeType Int64 = new((long)DataType.Int64, 64, IsSigned: true);

    /// <summary>The reduction of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="end">The end of a type that stands for none of its numbers.</param>
    public static Expr Of(OnnxNode node, Func<WholeType, double> end)
    {
        var x = node[0];
        if (x.IsFloat || !x.Shape.Any(size => size == 0))
        {
            return node.Known();
        }

        // Of numbers, for its shape.
        var y = (node with { Inputs = node.Inputs.SetItem(0, x.Cast(ElementType.Float)) }).Known();

        var type = x.Type.Element == ElementType.Bool ? Bool : Import.Fitting.Whole((DataType)node.TypeOf(0)) ?? Int64;
        return Reading.Scalar(end(type), x.Type.Element).Repeated(y);
    }
}
