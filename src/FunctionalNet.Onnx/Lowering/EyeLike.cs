using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>1 on a diagonal and 0 elsewhere, of the shape of a matrix.</summary>
internal sealed class EyeLike : ILowering
{
    public static string Onnx => "EyeLike";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (x.Shape.Rank != 2)
        {
            throw new FormatException($"EyeLike takes a matrix, but got {x.Shape}.");
        }

        var element = node.Attributes.ContainsKey("dtype")
            ? TensorReader.Element(node.Int32("dtype", 0))
            : x.Type.Element;
        var diagonal = Reading.Scalar(node.Int("k", 0), ElementType.Int64);
        var hot = (Reading.Counting(x.Shape[0].Size).Unsqueeze(1) + diagonal).Equal(Reading.Counting(x.Shape[1].Size));
        return [hot.Cast(element)];
    }
}
