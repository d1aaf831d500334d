namespace FunctionalNet.Lowering;

/// <summary>start, start + step, ... below a limit.</summary>
internal sealed class RangeNode : ILowering
{
    public static string Onnx => "Range";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (
            node.Constants(0) is not [var start]
            || node.Constants(1) is not [var limit]
            || node.Constants(2) is not [var step]
        )
        {
            throw new FormatException("Range needs a constant start, limit and step.");
        }

        var count = Math.Max(0, Math.Ceiling((limit - start) / step));
        return count <= Max
            ?
            [
                Ops.Constant(
                    new Shape((int)count),
                    [.. Enumerable.Range(0, (int)count).Select(i => start + (i * step))],
                    node[0].Type.Element
                ),
            ]
            : throw new FormatException($"Range of {count} numbers is too long.");
    }

    private const int Max = 1 << 24;
}
