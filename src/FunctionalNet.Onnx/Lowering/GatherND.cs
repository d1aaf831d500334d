namespace FunctionalNet.Lowering;

/// <summary>Gathers slices of x by indices into several axes: the last axis of the indices holds one index tuple.</summary>
internal sealed class GatherND : ILowering
{
    public static string Onnx => "GatherND";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, indices) = (node[0], node[1]);
        var batch = node.Int32("batch_dims", 0);
        var places = new FlatIndices(Onnx, x, indices, batch);
        var inner = x.Shape[(batch + places.Axes)..];
        var rows = x.Reshape(new Shape([places.Rows, .. inner]));
        return [rows.Gather(places.Flat, 0)];
    }
}
