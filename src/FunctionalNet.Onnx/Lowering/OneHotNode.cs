namespace FunctionalNet.Lowering;

/// <summary>One value at an index along a new axis, another value elsewhere; negative indices count from the end.</summary>
internal sealed class OneHotNode : ILowering
{
    public static string Onnx => "OneHot";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var indices = node[0].Type.Element == ElementType.Int64 ? node[0] : node[0].Cast(ElementType.Int64);
        var rank = indices.Shape.Rank + 1;
        var axis = node.Int32("axis", -1);
        if (node.Constants(1) is not [var depth])
        {
            throw new FormatException("OneHot needs one constant depth.");
        }

        if (axis is -1 && node.Known(2) is [0, 1] && node[0].Type.Element == ElementType.Int64 && node[2].IsFloat)
        {
            return [node.Known()];
        }

        var place = new Shape([.. Enumerable.Repeat((Dim)1, rank)]).Axis(axis, Onnx);
        // An index of another type is cast to int64 first.
        depth = Math.Truncate(depth);
        var size = Reading.Scalar(depth, ElementType.Int64);
        var positive = (indices < Reading.Scalar(0, ElementType.Int64)).Where(indices + size, indices);
        var hot = positive.Unsqueeze(place).Equal(Reading.Counting(Reading.Whole((long)depth)).Along(place, rank));
        return [hot.Where(Value(1), Value(0))];

        Expr Value(int index) => node[2].Narrow(0, index, 1).Reshape(Shape.Scalar);
    }
}
