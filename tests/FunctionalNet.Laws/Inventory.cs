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
            ["LayerNorm"] = (LayerNorm(), new(Dim.Named("n"), 4)),
            ["LayerNorm of two axes"] = (LayerNorm(2, bias: false, epsilon: 0.01), new(Dim.Named("n"), 3, 2)),
            ["RmsNorm"] = (RmsNorm(), new(Dim.Named("n"), 2, 3)),
            ["GroupNorm"] = (GroupNorm(2), new(Dim.Named("n"), 4, 3)),
            ["InstanceNorm"] = (InstanceNorm(), new(Dim.Named("n"), 2, 3, 2)),
            ["BatchNorm"] = (BatchNorm(epsilon: 0.1), new(5, Dim.Named("k"))),
            ["BatchNorm of images"] = (BatchNorm(epsilon: 0.1), new(Dim.Named("n"), 2, 3, 2)),
            ["Embedding"] = (Embedding(5, 3), new(Dim.Named("n"), Dim.Named("k"))),
            ["LearnedPositions"] = (LearnedPositions(6), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["SinusoidalPositions"] = (SinusoidalPositions(), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["RotaryPositions"] = (RotaryPositions(), new(Dim.Named("n"), Dim.Named("k"), 4)),
            ["StochasticDepth"] = (StochasticDepth(0.3, Dense(3) >> Tanh()), new(Dim.Named("n"), 3)),
            ["SpatialDropout"] = (SpatialDropout(0.3), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Reshape"] = (Reshape(3, 4), new(Dim.Named("n"), 2, 6)),
            ["Transpose"] = (Transpose(0, 2, 1), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Concat"] = (Concat(-1, Dense(2) >> Tanh(), Dense(3)), new(Dim.Named("n"), 4)),
            ["Sum"] = (Sum(Dense(2), Dense(4) >> Tanh() >> Dense(2)), new(Dim.Named("n"), 3)),
            ["InParallel"] = (InParallel(-1, (2, Dense(3) >> Tanh()), (1, Sigmoid())), new(Dim.Named("n"), 3)),
            ["Pad"] = (Pad([1, 0], [2, 1], PadMode.Reflect), new(Dim.Named("n"), 3, 3)),
            ["ZeroPad"] = (ZeroPad(1), new(Dim.Named("n"), Dim.Named("k"))),
            ["Upsample"] = (Upsample(2), new(Dim.Named("n"), 2, 2, Dim.Named("k"))),
            ["PixelShuffle"] = (PixelShuffle(2), new(Dim.Named("n"), 8, 2, 3)),
            ["Lstm"] = (Lstm(2), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Lstm both ways"] = (Lstm(2, Direction.Bidirectional, lastOnly: true), new(Dim.Named("n"), 3, 2)),
            ["Lstm masked"] = (Lstm(2, Direction.Reverse, masked: 5), new(Dim.Named("n"), 3, 2)),
            ["Gru"] = (Gru(2), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Gru both ways"] = (Gru(2, Direction.Bidirectional), new(Dim.Named("n"), 3, 2)),
            ["Rnn"] = (Rnn(2, Direction.Reverse, lastOnly: true), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Shared"] = (Named("a", Dense(3)) >> Tanh() >> Named("a", Dense(3)), new(Dim.Named("n"), 3)),
            ["MultiHeadAttention"] = (MultiHeadAttention(2), new(Dim.Named("n"), Dim.Named("k"), 4)),
            ["MultiHeadAttention causal"] = (
                MultiHeadAttention(2, headWidth: 2, causal: true, rotary: true, bias: false, dropout: 0.2),
                new(Dim.Named("n"), 3, 4)
            ),
            ["FeedForward"] = (FeedForward(5, Tanh(), dropout: 0.2), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["TransformerBlock"] = (TransformerBlock(2, hidden: 5, causal: true), new(Dim.Named("n"), 3, 4)),
            ["MixerBlock"] = (MixerBlock(3, 4), new(Dim.Named("n"), 3, 2)),
            ["Named"] = (Named("head", Dense(2)), new(Dim.Named("n"), 3)),
            ["Residual"] = (Residual(Dense(3) >> Tanh()), new(Dim.Named("n"), 3)),
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
