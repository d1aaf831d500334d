using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// One of two graphs: the one that a static condition selects, otherwise both, with elementwise selection of their results.
/// </summary>
internal static class If
{
    /// <summary>The results of a node.</summary>
    /// <exception cref="UnsupportedException">The condition is not static, and the results of the branches differ in type or
    /// shape.</exception>
    public static IReadOnlyList<Value> Read(OnnxNode node)
    {
        var (then, otherwise) = (Branch(node, "then_branch"), Branch(node, "else_branch"));
        if (node.Fixed(node[0])?.Values is [var known])
        {
            return (known.Equals(0) ? otherwise : then).Apply([]);
        }

        var (yes, no) = (then.Apply([]), otherwise.Apply([]));
        var condition = node[0].Reshape(Shape.Scalar);
        return yes.Count == no.Count && yes.Zip(no, IsSame).All(same => same)
            ? [.. yes.Zip(no, (a, b) => a with { Expr = condition.Where(a.Expr, b.Expr) })]
            : throw new UnsupportedException(
                "If",
                "its condition is only known at run time, and its branches have outputs of different shapes"
            );
    }

    private static bool IsSame(Value a, Value b) => a.Type == b.Type && a.Expr.Type == b.Expr.Type;

    private static Body Branch(OnnxNode node, string name) =>
        node.Attributes.GetValueOrDefault(name) as Body ?? throw new FormatException($"If has no {name}.");
}
