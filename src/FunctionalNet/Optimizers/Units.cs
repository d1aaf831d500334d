namespace FunctionalNet;

/// <summary>Views of parameters as units and as matrices.</summary>
internal static class Units
{
    /// <summary>The roles of the axes of an update's parameter.</summary>
    public static AxisRoles Roles(this Expr parameter) => parameter.Variable!.Axes ?? AxisRoles.Of(parameter.Shape);

    /// <summary>Applies a function to a value in the view that its axes' roles define, and restores the shape.</summary>
    public static Expr InView(this Expr value, AxisRoles roles, Func<Expr, Expr> function) =>
        function(value.Reshape(roles.View)).Reshape(value.Shape);

    /// <summary>
    /// Applies a function to the matrices [matrices, rows, columns], or the one [rows, columns], of a view, and restores the shape.
    /// </summary>
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
