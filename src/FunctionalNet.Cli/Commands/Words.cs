using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Commands;

/// <summary>Losses, optimizers and formats of weights by their names on the command line.</summary>
internal static class Words
{
    public static IReadOnlyDictionary<string, Loss> Losses { get; } =
        new SortedDictionary<string, Loss>(StringComparer.Ordinal)
        {
            ["softmax-cross-entropy"] = SoftmaxCrossEntropy(),
            ["binary-cross-entropy"] = BinaryCrossEntropy(),
            ["mean-squared-error"] = MeanSquaredError(),
            ["mse"] = MeanSquaredError(),
            ["mean-absolute-error"] = MeanAbsoluteError(),
            ["mae"] = MeanAbsoluteError(),
            ["huber"] = Huber(),
            ["hinge"] = Hinge(),
        };

    public static IReadOnlyDictionary<string, WeightFormat> WeightFormats { get; } =
        new Dictionary<string, WeightFormat>(StringComparer.Ordinal)
        {
            ["full"] = WeightFormat.Full,
            ["float16"] = WeightFormat.Float16,
            ["bfloat16"] = WeightFormat.BFloat16,
            ["int8"] = WeightFormat.Int8,
        };

    public static IReadOnlyDictionary<string, Func<double, Transform>> Optimizers { get; } =
        new SortedDictionary<string, Func<double, Transform>>(StringComparer.Ordinal)
        {
            ["sgd"] = rate => Sgd(rate),
            ["momentum"] = rate => Sgd(rate, momentum: 0.9),
            ["nesterov"] = rate => Sgd(rate, momentum: 0.9, nesterov: true),
            ["adam"] = rate => Adam(rate),
            ["adamw"] = rate => AdamW(rate),
            ["adagrad"] = rate => AdaGrad(rate),
            ["rmsprop"] = rate => RmsProp(rate),
            ["nadam"] = rate => NAdam(rate),
            ["lion"] = rate => Lion(rate),
        };
}
