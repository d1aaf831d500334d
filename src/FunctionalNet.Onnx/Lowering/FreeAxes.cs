using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Expands values to sizes that may be free axes.</summary>
internal static class FreeAxes
{
    /// <summary>x expanded to the sizes in an operand of a node.</summary>
    public static Expr Expand(Expr x, OnnxNode node, int input) =>
        node.FreeSizes(node[input]) is { } sizes
            ? Expand(
                x,
                sizes,
                Expr.Sort([node[input]]).Where(expr => expr.Op is Ops.ShapeOp).Select(expr => expr.Inputs[0])
            )
            : throw new NotKnownException($"{node.Operator} needs sizes that are known, or those of an operand.");

    /// <summary>x expanded to sizes. A free axis is taken from an operand that has it, so that it is valid for all sizes.</summary>
    /// <param name="x">The value to expand.</param>
    /// <param name="sizes">The sizes; null, a -1 in the file, is invalid.</param>
    /// <param name="sources">Operands that may have the free axes.</param>
    /// <exception cref="FormatException">No operand has a free axis.</exception>
    public static Expr Expand(Expr x, IReadOnlyList<Dim?> sizes, IEnumerable<Expr> sources)
    {
        var rank = sizes.Count;
        var y = x.Expand(Broadcast.Of("Expand", x.Shape, new Shape([.. sizes.Select(Known)])));
        var never = Reading.Scalar(0, ElementType.Bool);
        for (var axis = 0; axis < rank; axis++)
        {
            if (sizes[axis] is { IsKnown: false } free && y.Shape[axis] != free)
            {
                y = never.Where(Vector(free, sources).Cast(y.Type.Element).Along(axis, rank), y);
            }
        }

        return y;
    }

    private static Dim Known(Dim? size) =>
        size is not { } dim ? throw new FormatException("a size of -1 cannot be stretched to")
        : dim.IsKnown ? dim
        : 1;

    // Any values: they are never read.
    private static Expr Vector(Dim free, IEnumerable<Expr> sources)
    {
        foreach (var source in sources)
        {
            for (var axis = 0; axis < source.Shape.Rank; axis++)
            {
                if (source.Shape[axis] == free)
                {
                    var numbers = source.Type.Element == ElementType.Bool ? source.Cast(ElementType.Float) : source;
                    int[] others = [.. Enumerable.Range(0, source.Shape.Rank).Where(i => i != axis)];
                    return others.Length == 0 ? numbers : numbers.ReduceMax(others);
                }
            }
        }

        throw new NotKnownException($"no operand has the free axis '{free}': give the shapes of the inputs");
    }
}
