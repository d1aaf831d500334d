namespace FunctionalNet.Lowering;

/// <summary>
/// ONNX's Gradient: the derivatives of a value of the graph with respect to others, at the values of the node's operands.
/// </summary>
internal static class GradientNode
{
    /// <summary>One derivative for each of xs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="named">The value with a name, or null.</param>
    /// <exception cref="FormatException">A name does not exist.</exception>
    public static IReadOnlyList<Expr> Read(OnnxNode node, Func<string, Expr?> named)
    {
        var xs = node.Texts("xs");
        var fixedOnes = node.Texts("zs");
        var y = Named(node.Text("y", string.Empty));
        Expr[] points = [.. xs.Concat(fixedOnes).Select(Named)];
        if (points.Length != node.Inputs.Length)
        {
            throw new FormatException($"Gradient has {node.Inputs.Length} inputs for {points.Length} names.");
        }

        Expr[] slopes = [.. Gradient.Of(y, points[..xs.Length])];
        var moved = points
            .Select((point, i) => (point, given: node[i]))
            .Where(pair => pair.point != pair.given)
            .DistinctBy(pair => pair.point)
            .ToDictionary(pair => pair.point, pair => pair.given);
        return moved.Count == 0 ? slopes : Expr.Rewrite(slopes, (expr, _) => moved.GetValueOrDefault(expr));

        Expr Named(string name) =>
            named(name) ?? throw new FormatException($"Gradient names '{name}', which is not defined.");
    }
}
