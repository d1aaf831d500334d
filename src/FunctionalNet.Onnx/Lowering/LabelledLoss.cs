namespace FunctionalNet.Lowering;

/// <summary>Common code of label losses: [n, classes, ...] and labels [n, ...], class weights, an ignored label.</summary>
internal static class LabelledLoss
{
    /// <summary>The loss for log-probabilities.</summary>
    public static Expr Of(OnnxNode node, Expr logarithms)
    {
        var labels = node[1];
        Expr? ignored = null;
        if (node.Attributes.ContainsKey("ignore_index"))
        {
            ignored = labels.Equal(Reading.Scalar(node.Int("ignore_index", -1), ElementType.Int64));
            labels = ignored.Where(Reading.Scalar(0, ElementType.Int64), labels);
        }

        // Ignored samples are deselected, because they may be infinite or NaN.
        var weights = node.Optional(2)?.Gather(labels);
        var chosen = -logarithms.GatherElements(labels.Unsqueeze(1), 1).Squeeze(1);
        var weighed = weights is null ? chosen : chosen * weights;
        var losses = ignored is null ? weighed : ignored.Where(0, weighed);
        var counts = ignored is null ? weights : ignored.Where(0, weights ?? Ops.Constant(1));
        return node.OneOf("reduction", "mean", "sum", "none") switch
        {
            "none" => losses,
            "sum" => losses.ReduceSum(),
            _ => counts is null ? losses.ReduceMean() : losses.ReduceSum() / counts.ReduceSum(),
        };
    }
}
