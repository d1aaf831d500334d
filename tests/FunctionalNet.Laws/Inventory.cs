using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>Layers, losses, optimizers, schedules and initializers of the library, at least one of each type.</summary>
public static class Inventory
{
    public static IReadOnlyDictionary<string, (Layer Layer, Shape Input)> Layers { get; } =
        new Dictionary<string, (Layer, Shape)>(StringComparer.Ordinal)
        {
            ["Dense"] = (Dense(4), new(Dim.Named("n"), Dim.Named("k"))),
            ["Dense of images"] = (Dense(3), new(Dim.Named("n"), 2, Dim.Named("k"))),
            ["Dense without bias"] = (Dense(4, bias: false), new(Dim.Named("n"), 3)),
            ["Relu"] = (Relu(), new(Dim.Named("n"), Dim.Named("k"))),
            ["LeakyRelu"] = (LeakyRelu(0.2), new(Dim.Named("n"), Dim.Named("k"))),
            ["Elu"] = (Elu(0.5), new(Dim.Named("n"), Dim.Named("k"))),
            ["Gelu"] = (Gelu(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Gelu by tanh"] = (Gelu(approximate: true), new(Dim.Named("n"), Dim.Named("k"))),
            ["Sigmoid"] = (Sigmoid(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Tanh"] = (Tanh(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Softplus"] = (Softplus(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Softmax"] = (Softmax(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Flatten"] = (Flatten(), new(Dim.Named("n"), Dim.Named("k"), Dim.Named("l"))),
            ["Dropout"] = (Dropout(0.4), new(Dim.Named("n"), Dim.Named("k"))),
            ["Lambda"] = (Lambda(x => (x * x).Sin()), new(Dim.Named("n"), Dim.Named("k"))),
            ["Named"] = (Named("head", Dense(2)), new(Dim.Named("n"), 3)),
            ["Residual"] = (Residual(Dense(3) >> Tanh()), new(Dim.Named("n"), 3)),
            ["Conv1d"] = (Conv1d(3, 3, stride: 2), new(Dim.Named("n"), 2, 7)),
            ["Conv2d"] = (Conv2d(2, 3, padding: Padding.Same), new(Dim.Named("n"), 2, 4, 5)),
            ["Conv2d in groups"] = (Conv2d(4, 2, groups: 2, bias: false), new(Dim.Named("n"), 2, 4, 5)),
            ["Conv3d"] = (Conv3d(2, 2), new(Dim.Named("n"), 2, 3, 2, 3)),
            ["ConvTranspose1d"] = (ConvTranspose1d(2, 4, stride: 2, padding: Padding.Same), new(Dim.Named("n"), 2, 4)),
            ["ConvTranspose2d"] = (ConvTranspose2d(3, 2, stride: 2), new(Dim.Named("n"), 2, 3, 2)),
            ["AveragePool1d"] = (AveragePool1d(2), new(Dim.Named("n"), 2, 6)),
            ["AveragePool2d"] = (AveragePool2d(3, stride: 2, padding: 1), new(Dim.Named("n"), 2, 5, 4)),
            ["MaxPool1d"] = (MaxPool1d(2), new(Dim.Named("n"), 2, 6)),
            ["MaxPool2d"] = (MaxPool2d(3, stride: 2, padding: 1), new(Dim.Named("n"), 2, 5, 4)),
            ["GlobalAveragePool"] = (GlobalAveragePool(), new(Dim.Named("n"), 3, 4, 5)),
            ["GlobalMaxPool"] = (GlobalMaxPool(), new(Dim.Named("n"), 3, 4, 5)),
            ["Chain"] = (
                Flatten() >> Dense(5) >> Relu() >> Dropout(0.3) >> Dense(3) >> Softmax(),
                new(Dim.Named("n"), 2, Dim.Named("k"))
            ),
        };

    public static IReadOnlyDictionary<string, Loss> Losses { get; } =
        new Dictionary<string, Loss>(StringComparer.Ordinal)
        {
            ["MeanSquaredError"] = MeanSquaredError(),
            ["BinaryCrossEntropy"] = BinaryCrossEntropy(),
            ["SoftmaxCrossEntropy"] = SoftmaxCrossEntropy(),
        };

    public static IReadOnlyDictionary<string, Transform> Optimizers { get; } =
        new Dictionary<string, Transform>(StringComparer.Ordinal)
        {
            ["Sgd"] = Sgd(0.1),
            ["Momentum"] = Momentum(0.9) >> ScaleByLearningRate(0.05),
            ["Nesterov"] = Momentum(0.9, nesterov: true) >> ScaleByLearningRate(StepDecay(0.05, every: 2)),
            ["AdaGrad"] = ScaleByAdaGrad() >> ScaleByLearningRate(0.1),
            ["RmsProp"] = ScaleByRms() >> ScaleByLearningRate(0.01),
            ["Adam"] = Adam(0.01),
            ["AdamW"] = AdamW(WarmupCosine(peak: 0.01, warmup: 3, total: 20), decay: 0.01),
            ["ClipByGlobalNorm"] = ClipByGlobalNorm(1) >> Adam(CosineDecay(0.01, total: 10)),
            ["ClipByValue"] = ClipByValue(0.5) >> Sgd(0.1),
            ["AddWeightDecay"] = AddWeightDecay(0.1) >> Sgd(0.1),
            ["Scale"] = Scale(0.5) >> Sgd(0.1),
        };

    public static IReadOnlyDictionary<string, Schedule> Schedules { get; } =
        new Dictionary<string, Schedule>(StringComparer.Ordinal)
        {
            ["ConstantRate"] = ConstantRate(0.1),
            ["StepDecay"] = StepDecay(0.1, every: 3),
            ["CosineDecay"] = CosineDecay(0.1, total: 8, last: 0.01),
            ["WarmupCosine"] = WarmupCosine(peak: 0.1, warmup: 4, total: 12),
        };

    public static IReadOnlyDictionary<string, Initializer> Initializers { get; } =
        new Dictionary<string, Initializer>(StringComparer.Ordinal)
        {
            ["Zeros"] = Zeros(),
            ["Ones"] = Ones(),
            ["Uniform"] = Uniform(-1, 1),
            ["Normal"] = Normal(0.5),
            ["GlorotUniform"] = GlorotUniform(),
            ["GlorotNormal"] = GlorotNormal(),
            ["HeUniform"] = HeUniform(),
            ["HeNormal"] = HeNormal(),
        };

    public static TheoryData<string> Names<T>(IReadOnlyDictionary<string, T> things) => [.. things.Keys];

    /// <summary>The types of the library that derive from <typeparamref name="T"/> and are in no chain of what is listed.</summary>
    public static IEnumerable<string> Missing<T>(IEnumerable<T> listed)
        where T : notnull =>
        typeof(Layer)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(T)) && !type.IsAbstract)
            .Except(listed.SelectMany(thing => Parts(thing)).Select(part => part.GetType()))
            .Select(type => type.Name);

    private static IEnumerable<object> Parts(object thing) =>
        thing switch
        {
            Chain chain => chain.Layers.SelectMany(Parts).Append(chain),
            TransformChain chain => chain.Transforms.SelectMany(Parts).Append(chain),
            _ => [thing],
        };
}
