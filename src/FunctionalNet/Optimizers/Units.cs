namespace FunctionalNet;

/// <summary>Parameters by their units and as matrices.</summary>
internal static class Units
{
    /// <summary>What the axes of the parameter of an update stand for.</summary>
    public static AxisRoles Roles(this Expr parameter) => parameter.Variable!.Axes ?? AxisRoles.Of(parameter.Shape);

    /// <summary>What a function makes of a value whose axes have roles, in the shape that the value has.</summary>
    public static Expr InView(this Expr value, AxisRoles roles, Func<Expr, Expr> function) =>
        function(value.Reshape(roles.View)).Reshape(value.Shape);

    /// <summary>What a function makes of matrices [matrices, rows, columns], or of one [rows, columns], in the shape of the view.</summary>
    public static Expr AsMatrices(this Expr view, AxisRoles roles, Func<Expr, Expr> function)
    {
        var (groups, rows, columns) = roles.Matrices();
        int[] order = [.. groups, .. rows, .. columns];
        var isInOrder = order.SequenceEqual(Enumerable.Range(0, order.Length));
        var sorted = isInOrder ? view : view.Transpose(order);
        Shape matrix = new(roles.Size(rows), roles.Size(columns));
        var y = function(sorted.Reshape(groups.Length == 0 ? matrix : new Shape(roles.Size(groups)).Append(matrix)))
            .Reshape(sorted.Shape);
        return isInOrder
            ? y
            : y.Transpose([.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))]);
    }
}
