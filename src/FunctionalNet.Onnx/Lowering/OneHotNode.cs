namespace FunctionalNet.Lowering;

/// <summary>A value at the place that a number names along a new axis, another elsewhere; negative numbers count from the end.</summary>
internal sealed class OneHotNode : ILowering
{
    public static string Onnx => "OneHot";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var indices = node[0].Type.Element == ElementType.Int64 ? node[0] : node[0].Cast(ElementType.Int64);
        var rank = indices.Shape.Rank + 1;
        var axis = node.Int32("axis", -1);
        if (node.Constants(1) is not [var depth] || node.Constants(2) is not [var off, var on])
        {
            throw new FormatException("OneHot needs one constant depth and two constant values.");
        }

        if (axis is -1 && (off, on) is (0, 1) && node[0].Type.Element == ElementType.Int64 && node[2].IsFloat)
        {
            return [node.Known()];
        }

        var place = new Shape([.. Enumerable.Repeat((Dim)1, rank)]).Axis(axis, Onnx);
        var size = Reading.Scalar(depth, ElementType.Int64);
        var positive = (indices < Reading.Scalar(0, ElementType.Int64)).Where(indices + size, indices);
        var hot = positive.Unsqueeze(place).Equal(Reading.Counting(Reading.Whole((long)depth)).Along(place, rank));
        var element = node[2].Type.Element;
        return [hot.Where(Reading.Scalar(on, element), Reading.Scalar(off, element))];
    }
}
