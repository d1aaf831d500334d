namespace FunctionalNet.Lowering;

/// <summary>Before version 13, Softmax and related operators flattened all axes from one on.</summary>
internal static class Rows
{
    /// <summary>The result of a row function for a node of any version.</summary>
    public static Expr Of(OnnxNode node, Func<Expr, int, Expr> function)
    {
        var x = node[0];
        if (node.Version >= 13)
        {
            return function(x, x.Shape.Axis(node.Int32("axis", -1), node.Operator));
        }

        var axis = node.Int32("axis", 1);
        var cut = axis == x.Shape.Rank ? axis : x.Shape.Axis(axis, node.Operator);
        return cut == x.Shape.Rank - 1 ? function(x, cut) : function(FlattenNode.At(x, cut), 1).Reshape(x.Shape);
    }
}
