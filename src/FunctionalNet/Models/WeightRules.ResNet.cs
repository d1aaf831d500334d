namespace FunctionalNet;

/// <content>The published files of <see cref="FunctionalNet.ResNet"/>.</content>
public sealed partial class WeightRules
{
    /// <summary>
    /// Gets the rules for files of <see cref="FunctionalNet.ResNet"/> in torchvision's names. Filters are [out, in, height, width], as
    /// here, the last matrix is [out, in], and a network without it skips the file's.
    /// </summary>
    /// <example><code>
    /// Layer features = ResNet(18, classes: null);
    /// Model&lt;float&gt; resNet = Model.Init&lt;float&gt;(features, new(3, 224, 224), key: 0).Load("resnet18.safetensors", WeightRules.ResNet).OrThrow();
    /// </code></example>
    public static WeightRules ResNet { get; } =
        new WeightRules([
            WeightRule.Rename("conv1.weight", "conv1/weight"),
            .. BatchNorm("bn1", "bn1"),
            WeightRule.Rename("layer*.*.conv*.weight", "layer*/*/conv*/weight"),
            .. BatchNorm("layer*.*.bn*", "layer*/*/bn*"),
            WeightRule.Rename("layer*.*.downsample.0.weight", "layer*/*/downsample/0/weight"),
            .. BatchNorm("layer*.*.downsample.1", "layer*/*/downsample/1"),
            .. Linear("fc", "fc"),
            WeightRule.Ignore("fc.*"),
        ]).Optional();

    private static WeightRule[] BatchNorm(string theirs, string ours) =>
        [
            .. Norm(theirs, ours),
            WeightRule.Rename($"{theirs}.running_mean", $"{ours}/mean"),
            WeightRule.Rename($"{theirs}.running_var", $"{ours}/variance"),
            WeightRule.Ignore($"{theirs}.num_batches_tracked"),
        ];
}
