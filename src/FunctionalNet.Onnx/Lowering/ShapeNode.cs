using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>The sizes of the axes, or of those from start to end: known sizes are constants.</summary>
internal sealed class ShapeNode : ILowering
{
    public static string Onnx => "Shape";

    public static WeightUse TrainableOperands => WeightUse.OfShape;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var shape = node[0].Shape;
        var (start, end) = (Place(node.Int("start", 0), shape.Rank), Place(node.Int("end", shape.Rank), shape.Rank));
        var count = Math.Max(0, end - start);
        var wanted = shape[Math.Min(start, shape.Rank)..Math.Min(start + count, shape.Rank)];
        return
        [
            wanted.IsKnown
                ? Ops.Integers(wanted.Sizes())
                : new Expr(new Ops.ShapeOp(), node[0]).Narrow(0, start, count),
        ];
    }

    private static int Place(long place, int rank) => (int)Math.Clamp(place < 0 ? place + rank : place, 0, rank);
}
