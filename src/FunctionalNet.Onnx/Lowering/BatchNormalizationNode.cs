using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// BatchNormalization in inference, or with the statistics of the batch and updated running ones. An attribute selects the mode; in
/// versions 7 to 13 a node with more than one named result uses the batch, whether the others are read or not.
/// </summary>
internal sealed class BatchNormalizationNode : ILowering
{
    public static string Onnx => "BatchNormalization";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node[0].Shape.Rank == 1)
        {
            // Samples of one channel.
            var results = Lower(node with { Inputs = node.Inputs.SetItem(0, node[0].Unsqueeze(1)) });
            return [results[0].Squeeze(1), .. results.Skip(1)];
        }

        var x = node[0];
        var isTraining = node.Version switch
        {
            < 7 => !node.Flag("is_test", false),
            < 14 => node.Outputs > 1,
            _ => node.Flag("training_mode", false),
        };
        if (node.Version < 9 && !node.Flag("spatial", true))
        {
            throw new UnsupportedException("BatchNormalization", "it has statistics for each place (spatial = 0)");
        }

        if (!isTraining)
        {
            return [(node with { Attributes = node.Attributes.Remove("training_mode") }).Known()];
        }

        int[] others = [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != 1)];
        var mean = x.ReduceMean(others);
        var centered = x - mean.Along(1, x.Shape.Rank);
        var variance = (centered * centered).ReduceMean(others);
        var momentum = node.Real("momentum", 0.9);
        return
        [
            x.BatchNormalization(node[1], node[2], mean, variance, node.Real("epsilon", 1e-5)),
            (node[3] * momentum) + (mean * (1 - momentum)),
            (node[4] * momentum) + (variance * (1 - momentum)),
            mean,
            variance,
        ];
    }
}
