using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>The number of elements.</summary>
internal sealed class SizeNode : ILowering
{
    public static string Onnx => "Size";

    public static WeightUse TrainableOperands => WeightUse.OfShape;

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [
            node[0].Shape.IsKnown
                ? Reading.Scalar(node[0].Shape.Size, ElementType.Int64)
                : new Expr(new Ops.ShapeOp(), node[0]).ReduceProd(),
        ];
}
