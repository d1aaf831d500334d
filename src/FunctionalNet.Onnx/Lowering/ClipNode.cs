using FunctionalNet.Execution;

namespace FunctionalNet.Lowering;

/// <summary>
/// Clip, also of integers. Before version 11 its bounds were attributes, whose default in version 6 is the largest float32, so that it
/// clips infinity.
/// </summary>
internal sealed class ClipNode : ILowering
{
    public static string Onnx => "Clip";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (node.Version < 11)
        {
            var largest = node.Version < 6 ? double.PositiveInfinity : float.MaxValue;
            return [x.Clip(node.Real("min", -largest), node.Real("max", largest))];
        }

        if (x.IsFloat)
        {
            return [node.Known()];
        }

        var above = Bound(node, 1) is { } low ? x.Max(low) : x;
        return [Bound(node, 2) is { } high ? above.Min(high) : above];
    }

    // The largest 64-bit integers are no bound for integers that an executor holds.
    private static Expr? Bound(OnnxNode node, int place) =>
        node.Optional(place) is { } bound && !(node.Fixed(bound)?.Values is [var value] && WholeNumbers.IsMark(value))
            ? bound
            : null;
}
