namespace FunctionalNet.Lowering;

/// <summary>Slice, which may keep a free axis whole; before version 10 its bounds were attributes.</summary>
internal sealed class SliceNode : ILowering
{
    public static string Onnx => "Slice";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node.Version < 10)
        {
            node = node with { Inputs = [node[0], List(node, "starts"), List(node, "ends"), .. Axes(node)] };
        }

        var axes = node.Axes(3) ?? [.. Enumerable.Range(0, node.Constants(1)?.Length ?? 0)];
        if (axes.Select(axis => node[0].Shape.Axis(axis, Onnx)).Distinct().Count() < axes.Length)
        {
            throw new FormatException($"Slice has the axes [{string.Join(", ", axes)}], one of them twice.");
        }

        if (axes.All(axis => node[0].Shape[node[0].Shape.Axis(axis, Onnx)].IsKnown))
        {
            return [node.Known()];
        }

        var y = node[0];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = y.Shape.Axis(axes[i], Onnx);
            if (!IsWhole(node, i, y.Shape[axis]))
            {
                y = node.As(Onnx, y, One(node, 1, i), One(node, 2, i), Ops.Integers(axis), One(node, 4, i));
            }
        }

        return [y];
    }

    private static IEnumerable<Expr> Axes(OnnxNode node) => node.Ints("axes") is null ? [] : [List(node, "axes")];

    private static Expr List(OnnxNode node, string attribute) =>
        Ops.Constant(
            Shape.Of(node.Ints(attribute)?.Length ?? 0),
            [.. (node.Ints(attribute) ?? []).Select(value => (double)value)],
            ElementType.Int64
        );

    private static Expr? One(OnnxNode node, int input, int place) => node.Optional(input)?.Narrow(0, place, 1);

    // From the first element to the end, given as a large number or as the size of the axis itself.
    private static bool IsWhole(OnnxNode node, int place, Dim size) =>
        node.Fixed(One(node, 1, place)!)?.Values is [0]
        && (node.Optional(4) is null || node.Fixed(One(node, 4, place)!)?.Values is [1])
        && (
            node.Fixed(One(node, 2, place)!)?.Values is [>= int.MaxValue]
            || (node.FreeSizes(One(node, 2, place)!) is [{ } end] && end == size)
        );
}
