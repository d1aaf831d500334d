namespace FunctionalNet.Lowering;

/// <summary>ArgMin, of equal elements the first or the last.</summary>
internal sealed class ArgMinNode : ILowering
{
    public static string Onnx => "ArgMin";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (!node.Flag("select_last_index", false))
        {
            return [node.Known()];
        }

        // The last is the first from the other end.
        var x = node[0];
        var axis = x.Shape.Axis((int)node.Int("axis", 0), Onnx);
        var last = x.Shape[axis].Size - 1;
        var place = (node.With("select_last_index", 0L) with { Inputs = [x.Slice(axis, last, last + 1, -1)] }).Known();
        return [Reading.Scalar(last, ElementType.Int64) - place];
    }
}
