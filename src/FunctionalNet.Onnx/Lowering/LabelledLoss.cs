namespace FunctionalNet.Lowering;

/// <summary>What the losses of labels share: [n, classes, ...] and labels [n, ...], weights of classes, a label that does not count.</summary>
internal static class LabelledLoss
{
    /// <summary>The loss for logarithms of probabilities.</summary>
    public static Expr Of(OnnxNode node, Expr logarithms)
    {
        var labels = node[1];
        Expr? counts = null;
        if (node.Attributes.ContainsKey("ignore_index"))
        {
            var ignored = labels.Equal(Reading.Scalar(node.Int("ignore_index", -1), ElementType.Int64));
            counts = ignored.Not().Cast(ElementType.Float);
            labels = ignored.Where(Reading.Scalar(0, ElementType.Int64), labels);
        }

        if (node.Optional(2) is { } weights)
        {
            var weight = weights.Gather(labels);
            counts = counts is null ? weight : counts * weight;
        }

        var chosen = -logarithms.GatherElements(labels.Unsqueeze(1), 1).Squeeze(1);
        var losses = counts is null ? chosen : chosen * counts;
        return node.OneOf("reduction", "mean", "sum", "none") switch
        {
            "none" => losses,
            "sum" => losses.ReduceSum(),
            _ => counts is null ? losses.ReduceMean() : losses.ReduceSum() / counts.ReduceSum(),
        };
    }
}
