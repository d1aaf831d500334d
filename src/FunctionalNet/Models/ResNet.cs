namespace FunctionalNet;

/// <summary>
/// A residual network: images [batch, 3, height, width] to logits [batch, classes]. Depths 18 and 34 consist of basic blocks of two
/// convolutions, 50, 101 and 152 of bottlenecks with the stride in the middle convolution.
/// </summary>
/// <remarks>
/// Paths are the names of torchvision's <c>resnet18</c> and so on, with slashes for dots; norms have <c>scale</c> for <c>weight</c>, and
/// <c>mean</c> and <c>variance</c> for the running ones. He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015.
/// Published files load with <see cref="WeightRules.ResNet"/>.
/// </remarks>
/// <param name="Depth">18, 34, 50, 101 or 152.</param>
/// <param name="Classes">The number of classes; if absent, the output is the pooled features, [batch, 512] or [batch, 2048].</param>
/// <param name="Width">The number of channels of the first stage, doubled by each later one; 64 as published.</param>
/// <example><code>
/// Layer classifier = ResNet(18);
/// Layer features = ResNet(18, classes: null) >> Dense(10);
/// </code></example>
public sealed partial record ResNet([Count] int Depth, [Count] int? Classes = 1000, [Count] int Width = 64) : Layer
{
    private const int Widening = 4;

    private bool HasBottlenecks => Depth >= 50;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var y = Normed(scope, "1", Conv(Width, 7, 2), x).Relu().MaxPool(3, 2, 1);
        foreach (var (stage, blocks) in Blocks().Index())
        {
            var group = scope.In($"layer{stage + 1}");
            for (var i = 0; i < blocks; i++)
            {
                var (channels, stride) = (checked(Width << stage), stage > 0 && i == 0 ? 2 : 1);
                y = group.Apply($"{i}", Of("Block", (inner, read) => Block(inner, read, channels, stride)), y);
            }
        }

        var features = y.GlobalAveragePool().Flatten();
        return Classes is { } classes ? scope.Apply("fc", new Dense(classes), features) : features;
    }

    private static Conv2d Conv(int filters, int kernel, int stride = 1) =>
        new(filters, kernel, stride, kernel / 2, Bias: false, Weight: new HeNormal());

    private static Expr Normed(Scope scope, string place, Layer conv, Expr x) =>
        scope.Apply($"bn{place}", new BatchNorm(), scope.Apply($"conv{place}", conv, x));

    private Expr Block(Scope scope, Expr x, int channels, int stride)
    {
        var last = HasBottlenecks ? channels * Widening : channels;
        var y = HasBottlenecks
            ? Normed(
                scope,
                "3",
                Conv(last, 1),
                Normed(scope, "2", Conv(channels, 3, stride), Normed(scope, "1", Conv(channels, 1), x).Relu()).Relu()
            )
            : Normed(scope, "2", Conv(channels, 3), Normed(scope, "1", Conv(channels, 3, stride), x).Relu());
        var beside =
            stride == 1 && x.Shape[1] == last
                ? x
                : scope.Apply("downsample", Conv(last, 1, stride) >> new BatchNorm(), x);
        return (beside + y).Relu();
    }

    private int[] Blocks() =>
        Depth switch
        {
            18 => [2, 2, 2, 2],
            34 or 50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            152 => [3, 8, 36, 3],
            _ => throw new ShapeException(
                nameof(ResNet),
                $"there is none of depth {Depth}",
                "take 18, 34, 50, 101 or 152"
            ),
        };
}
