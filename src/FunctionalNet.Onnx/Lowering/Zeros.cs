namespace FunctionalNet.Lowering;

/// <summary>Detects values that are all zeros, also with a free axis.</summary>
internal static class Zeros
{
    private const int Deepest = 16;

    /// <summary>Whether it is known to be all zeros.</summary>
    public static bool Are(OnnxNode node, Expr expr, int depth = 0) =>
        depth < Deepest
        && expr.Op.Name switch
        {
            "Expand" or "Reshape" or "Slice" or "Transpose" => Are(node, expr.Inputs[0], depth + 1),
            "Concat" => expr.Inputs.All(part => Are(node, part, depth + 1)),
            "Where" => IsNever(node, expr.Inputs[0]) && Are(node, expr.Inputs[2], depth + 1),
            _ => node.Fixed(expr) is { } constant && constant.Values.All(value => value.Equals(0)),
        };

    private static bool IsNever(OnnxNode node, Expr condition) =>
        node.Fixed(condition) is { } constant && constant.Values.All(value => value.Equals(0));
}
