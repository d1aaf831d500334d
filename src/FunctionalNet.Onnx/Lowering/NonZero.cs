using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>The indices of the nonzero elements of a static tensor, one row per axis.</summary>
internal sealed class NonZero : ILowering
{
    public static string Onnx => "NonZero";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (node.Known(0) is not { } values)
        {
            throw new UnsupportedException(
                Onnx,
                "the size of its output depends on values that are only known at run time"
            );
        }

        var sizes = x.Shape.Sizes();
        int[] found = [.. Enumerable.Range(0, values.Length).Where(i => !values[i].Equals(0))];
        var places = new double[sizes.Length * found.Length];
        for (var column = 0; column < found.Length; column++)
        {
            for (var (axis, rest) = (sizes.Length - 1, found[column]); axis >= 0; rest /= sizes[axis--])
            {
                places[(axis * found.Length) + column] = rest % sizes[axis];
            }
        }

        return [Ops.Constant(new Shape(sizes.Length, found.Length), places, ElementType.Int64)];
    }
}
