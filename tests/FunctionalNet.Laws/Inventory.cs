using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>
/// The layers, losses, optimizers, schedules and initializers of the library, at least one of each type. Those that the laws need in a
/// certain form are listed; the others are constructed from their records.
/// </summary>
public static class Inventory
{
    public static IReadOnlyDictionary<string, (Layer Layer, Shape Input)> Layers { get; } =
        new Dictionary<string, (Layer, Shape)>(StringComparer.Ordinal)
        {
            ["Dense"] = (Dense(4), new(Dim.Named("n"), Dim.Named("k"))),
            ["Dense of images"] = (Dense(3), new(Dim.Named("n"), 2, Dim.Named("k"))),
            ["Dense without bias"] = (Dense(4, bias: false), new(Dim.Named("n"), 3)),
            ["Sequential"] = (Sequential(Dense(3), Tanh()), new(Dim.Named("n"), 4)),
            ["LeakyRelu"] = (LeakyRelu(0.2), new(Dim.Named("n"), Dim.Named("k"))),
            ["Elu"] = (Elu(0.5), new(Dim.Named("n"), Dim.Named("k"))),
            ["Gelu"] = (Gelu(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Gelu by tanh"] = (Gelu(approximate: true), new(Dim.Named("n"), Dim.Named("k"))),
            ["PRelu"] = (PRelu(), new(Dim.Named("n"), Dim.Named("k"))),
            ["PRelu of each"] = (PRelu(0.1, shared: false), new(Dim.Named("n"), 3)),
            ["PRelu of channels"] = (PRelu(0.1, shared: false, axis: 1), new(Dim.Named("n"), 2, 3, Dim.Named("k"))),
            ["Softmax of channels"] = (Softmax(axis: 1), new(Dim.Named("n"), 3, Dim.Named("k"))),
            ["Softplus, sharp"] = (Softplus(4), new(Dim.Named("n"), Dim.Named("k"))),
            ["Maxout"] = (Maxout(3), new(Dim.Named("n"), 6)),
            ["Bilinear"] = (Bilinear(2, left: 3), new(Dim.Named("n"), 5)),
            ["Einsum"] = (Einsum("ntw,hwd->nhtd", new(2, 3, 2)), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Celu"] = (Celu(0.5), new(Dim.Named("n"), Dim.Named("k"))),
            ["HardSigmoid"] = (HardSigmoid(), new(Dim.Named("n"), Dim.Named("k"))),
            ["Glu"] = (Glu(), new(Dim.Named("n"), 6)),
            ["SwiGlu"] = (SwiGlu(), new(Dim.Named("n"), 6)),
            ["Flatten"] = (Flatten(), new(Dim.Named("n"), Dim.Named("k"), Dim.Named("l"))),
            ["Dropout"] = (Dropout(0.4), new(Dim.Named("n"), Dim.Named("k"))),
            ["Lambda"] = (Lambda(x => (x * x).Sin()), new(Dim.Named("n"), Dim.Named("k"))),
            ["LayerFunction"] = (
                Layer.Of("Scale", (scope, x) => x * scope.Parameter("scale", new(x.Shape[^1]), Normal(1))),
                new(Dim.Named("n"), 3)
            ),
            ["LayerNorm"] = (LayerNorm(), new(Dim.Named("n"), 4)),
            ["LayerNorm without scale"] = (LayerNorm(scale: false), new(Dim.Named("n"), 4)),
            ["BatchNorm without scale and bias"] = (
                BatchNorm(epsilon: 0.1, scale: false, bias: false),
                new(Dim.Named("n"), 2, 3)
            ),
            ["LayerNorm of two axes"] = (LayerNorm(2, bias: false, epsilon: 0.01), new(Dim.Named("n"), 3, 2)),
            ["RmsNorm"] = (RmsNorm(), new(Dim.Named("n"), 2, 3)),
            ["GroupNorm"] = (GroupNorm(2), new(Dim.Named("n"), 4, 3)),
            ["InstanceNorm"] = (InstanceNorm(), new(Dim.Named("n"), 2, 3, 2)),
            ["BatchNorm"] = (BatchNorm(epsilon: 0.1), new(5, Dim.Named("k"))),
            ["BatchNorm of images"] = (BatchNorm(epsilon: 0.1), new(Dim.Named("n"), 2, 3, 2)),
            ["Embedding"] = (Embedding(5, 3), new(Dim.Named("n"), Dim.Named("k"))),
            ["Embedding with padding"] = (Embedding(5, 3, padding: 0), new(Dim.Named("n"), Dim.Named("k"))),
            ["LearnedPositions"] = (LearnedPositions(6), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["SinusoidalPositions"] = (SinusoidalPositions(), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["RotaryPositions"] = (RotaryPositions(), new(Dim.Named("n"), Dim.Named("k"), 4)),
            ["StochasticDepth"] = (StochasticDepth(0.3, Dense(3) >> Tanh()), new(Dim.Named("n"), 3)),
            ["Remat"] = (Remat(Dense(3) >> Tanh() >> Dropout(0.2) >> LayerNorm()), new(Dim.Named("n"), 3)),
            ["MixedPrecision"] = (
                MixedPrecision(Dense(3) >> Tanh() >> Dropout(0.2) >> LayerNorm()),
                new(Dim.Named("n"), 3)
            ),
            ["LowRank"] = (LowRank(Dense(3) >> Tanh() >> LayerNorm(), rank: 2), new(Dim.Named("n"), 4)),
            ["WeightNorm"] = (WeightNorm(Dense(3) >> Tanh() >> Dense(2)), new(Dim.Named("n"), 4)),
            ["SpectralNorm"] = (SpectralNorm(Dense(3) >> Tanh(), iterations: 2), new(Dim.Named("n"), 4)),
            ["GraphLayer"] = ((Dense(3) >> Tanh()).ToGraph(new(Dim.Named("n"), 4)).ToLayer(), new(Dim.Named("n"), 4)),
            ["Frozen"] = (
                Frozen(Dense(3), path => path.EndsWith("weight", StringComparison.Ordinal)),
                new(Dim.Named("n"), 4)
            ),
            ["Merged"] = (new Merged(LowRank(Dense(3), rank: 2) >> Tanh()), new(Dim.Named("n"), 4)),
            ["SpatialDropout"] = (SpatialDropout(0.3), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Reshape"] = (Reshape(3, 4), new(Dim.Named("n"), 2, 6)),
            ["Transpose"] = (Transpose(0, 2, 1), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Concat"] = (Concat(-1, Dense(2) >> Tanh(), Dense(3)), new(Dim.Named("n"), 4)),
            ["Sum"] = (Sum(Dense(2), Dense(4) >> Tanh() >> Dense(2)), new(Dim.Named("n"), 3)),
            ["InParallel"] = (InParallel(-1, (2, Dense(3) >> Tanh()), (1, Sigmoid())), new(Dim.Named("n"), 3)),
            ["Inputs"] = (
                Inputs((new(2, 2), Transpose(0, 2, 1) >> Flatten() >> Dense(3) >> Tanh()), (new(3), Sigmoid())),
                new(Dim.Named("n"), 7)
            ),
            ["Inputs merged"] = (
                Inputs(towers => towers[0] * towers[1], (new(3), Named("t", Dense(2))), (new(3), Named("t", Dense(2)))),
                new(Dim.Named("n"), 6)
            ),
            ["AdaptiveAveragePool"] = (AdaptiveAveragePool(2, 3), new(Dim.Named("n"), 2, 5, 4)),
            ["AdaptiveMaxPool"] = (AdaptiveMaxPool(3), new(Dim.Named("n"), 2, 4)),
            ["Pad"] = (Pad([1, 0], [2, 1], PadMode.Reflect), new(Dim.Named("n"), 3, 3)),
            ["ZeroPad"] = (ZeroPad(1), new(Dim.Named("n"), Dim.Named("k"))),
            ["Upsample"] = (Upsample(2), new(Dim.Named("n"), 2, 2, Dim.Named("k"))),
            ["PixelShuffle"] = (PixelShuffle(2), new(Dim.Named("n"), 8, 2, 3)),
            ["Lstm"] = (Lstm(2), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Lstm both ways"] = (Lstm(2, Direction.Bidirectional, lastOnly: true), new(Dim.Named("n"), 3, 2)),
            ["Lstm masked"] = (Lstm(2, Direction.Reverse, masked: 5), new(Dim.Named("n"), 3, 2)),
            ["Gru"] = (Gru(2), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Gru both ways"] = (Gru(2, Direction.Bidirectional), new(Dim.Named("n"), 3, 2)),
            ["Rnn of Relu"] = (Rnn(2, activation: RnnActivation.Relu), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Recurrent"] = (
                Recurrent(2, (scope, x, h) => (scope.Apply("in", Dense(2), x) + (0.5 * h)).Tanh()),
                new(Dim.Named("n"), 3, 4)
            ),
            ["Rnn"] = (Rnn(2, Direction.Reverse, lastOnly: true), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["Shared"] = (Named("a", Dense(3)) >> Tanh() >> Named("a", Dense(3)), new(Dim.Named("n"), 3)),
            ["MultiHeadAttention"] = (MultiHeadAttention(2), new(Dim.Named("n"), Dim.Named("k"), 4)),
            ["MultiHeadAttention causal"] = (
                MultiHeadAttention(2, headWidth: 2, causal: true, rotary: true, bias: false, dropout: 0.2),
                new(Dim.Named("n"), 3, 4)
            ),
            ["MultiHeadAttention of shared keys"] = (
                MultiHeadAttention(4, headWidth: 2, causal: true, rotary: true, keyValueHeads: 2),
                new(Dim.Named("n"), 3, 4)
            ),
            ["FeedForward"] = (FeedForward(5, Tanh(), dropout: 0.2), new(Dim.Named("n"), Dim.Named("k"), 3)),
            ["TransformerBlock"] = (TransformerBlock(2, hidden: 5, causal: true), new(Dim.Named("n"), 3, 4)),
            ["MixerBlock"] = (MixerBlock(3, 4), new(Dim.Named("n"), 3, 2)),
            ["Gpt2"] = (Gpt2(5, 4, 4, 1, 2), new(Dim.Named("n"), 3)),
            ["Llama"] = (Llama(5, 4, 5, 1, 2, keyValueHeads: 1), new(Dim.Named("n"), 3)),
            ["Bert"] = (Bert(5, 4, 4, 1, 2, hidden: 5, output: BertOutput.Mean), new(Dim.Named("n"), 3)),
            ["ResNet"] = (ResNet(18, 2, 1), new(3, 3, 36, 36)),
            ["Named"] = (Named("head", Dense(2)), new(Dim.Named("n"), 3)),
            ["Residual"] = (Residual(Dense(3) >> Tanh()), new(Dim.Named("n"), 3)),
            ["Conv1d"] = (Conv1d(3, 3, stride: 2), new(Dim.Named("n"), 2, 7)),
            ["Conv2d"] = (Conv2d(2, 3, padding: Padding.Same), new(Dim.Named("n"), 2, 4, 5)),
            ["Conv2d in groups"] = (Conv2d(4, 2, groups: 2, bias: false), new(Dim.Named("n"), 2, 4, 5)),
            ["Conv3d"] = (Conv3d(2, 2), new(Dim.Named("n"), 2, 3, 2, 3)),
            ["ConvTranspose1d"] = (ConvTranspose1d(2, 4, stride: 2, padding: Padding.Same), new(Dim.Named("n"), 2, 4)),
            ["ConvTranspose2d"] = (ConvTranspose2d(3, 2, stride: 2), new(Dim.Named("n"), 2, 3, 2)),
            ["ConvTranspose3d"] = (ConvTranspose3d(2, 2, stride: 2), new(Dim.Named("n"), 2, 2, 3, 2)),
            ["AveragePool1d"] = (AveragePool1d(2), new(Dim.Named("n"), 2, 6)),
            ["AveragePool2d"] = (AveragePool2d(3, stride: 2, padding: 1), new(Dim.Named("n"), 2, 5, 4)),
            ["AveragePool3d"] = (AveragePool3d(2, stride: 1, padding: 1), new(Dim.Named("n"), 2, 3, 2, 4)),
            ["MaxPool1d"] = (MaxPool1d(2), new(Dim.Named("n"), 2, 6)),
            ["MaxPool2d"] = (MaxPool2d(3, stride: 2, padding: 1), new(Dim.Named("n"), 2, 5, 4)),
            ["MaxPool3d"] = (MaxPool3d(2, stride: (1, 2, 1)), new(Dim.Named("n"), 2, 3, 4, 2)),
            ["GlobalAveragePool"] = (GlobalAveragePool(), new(Dim.Named("n"), 3, 4, 5)),
            ["GlobalMaxPool"] = (GlobalMaxPool(), new(Dim.Named("n"), 3, 4, 5)),
            ["Chain"] = (
                Flatten() >> Dense(5) >> Relu() >> Dropout(0.3) >> Dense(3) >> Softmax(),
                new(Dim.Named("n"), 2, Dim.Named("k"))
            ),
        }.With(listed => Unlisted.Layers(listed.Select(one => one.Item1)));

    public static IReadOnlyDictionary<string, (Loss Loss, Input Prediction, Input? Target)> Losses { get; } =
        new Dictionary<string, (Loss, Input, Input?)>(StringComparer.Ordinal)
        {
            ["LossFunction"] = (
                Loss.Of("Fourth", (y, target) => ((y - target) * (y - target)).Pow(2).ReduceMean()),
                Any,
                null
            ),
            ["Huber"] = (Huber(0.7), Any, null),
            ["BinaryCrossEntropyOfProbabilities"] = (
                BinaryCrossEntropyOfProbabilities(),
                new(Shapes.Ranks(1, 2), 0, 1),
                null
            ),
            ["SoftmaxCrossEntropy"] = (SoftmaxCrossEntropy(), Any, null),
            ["SoftmaxCrossEntropy, smooth"] = (SoftmaxCrossEntropy(smoothing: 0.1), Any, null),
            ["DistributionCrossEntropy"] = (DistributionCrossEntropy(smoothing: 0.2), Any, null),
            ["MultiClassHinge"] = (MultiClassHinge(0.8), Any, null),
            ["CosineDistance"] = (CosineDistance(), new Shape(Dim.Named("n"), 4), null),
            ["SoftmaxCrossEntropy, weighted"] = (
                SoftmaxCrossEntropy(0.1, new ClassWeights(1, 2, 0.5), ignore: 1),
                new Shape(Dim.Named("n"), 3),
                new(new Shape(Dim.Named("n")), 0, 2, ElementType.Int64)
            ),
            ["GaussianNegativeLogLikelihood"] = (
                GaussianNegativeLogLikelihood(),
                new Shape(Dim.Named("n"), 6),
                new Shape(Dim.Named("n"), 3)
            ),
            ["CosineEmbedding"] = (
                CosineEmbedding(0.1),
                new Shape(Dim.Named("n"), 2, 4),
                new(new Shape(Dim.Named("n")), -1, 1)
            ),
            ["InfoNce"] = (InfoNce(0.5, symmetric: true), new Shape(3, 2, 4), new Shape(3)),
            ["Dice"] = (Dice(), new(new Shape(Dim.Named("n"), 2, Dim.Named("k")), 0, 1), null),
            ["Jaccard"] = (Jaccard(), new(new Shape(Dim.Named("n"), 2, Dim.Named("k")), 0, 1), null),
            ["Ctc"] = (
                Ctc(),
                new Shape(Dim.Named("n"), 5, 3),
                new(new Shape(Dim.Named("n"), 2), 1, 2, ElementType.Int64)
            ),
            ["LossSum"] = ((0.5 * Huber()) + MeanSquaredError().As("square"), Any, null),
            ["Triplet"] = (Triplet(0.5), new Shape(Dim.Named("n"), 3, 4), new Shape(Dim.Named("n"))),
            ["Weighted"] = (
                Weighted(MeanSquaredError()),
                new Shape(Dim.Named("n"), 3),
                new(new Shape(Dim.Named("n"), 4), 0, 2)
            ),
            ["Weighted labels"] = (
                Weighted(SoftmaxCrossEntropy()),
                new Shape(Dim.Named("n"), 3),
                new(new Shape(Dim.Named("n"), 2), 0, 2) { IsWhole = true }
            ),
            ["ForOutputs"] = (
                ForOutputs((3, SoftmaxCrossEntropy(), 1), (2, Huber(), 0.5)),
                new Shape(Dim.Named("n"), 5),
                new(new Shape(Dim.Named("n"), 3), 0, 2) { IsWhole = true }
            ),
            ["sum"] = (Huber(reduction: Reduction.Sum), Any, null),
            ["each"] = (Huber(reduction: Reduction.None), Any, null),
            ["PenalizedLoss"] = (MeanSquaredError() + L2(0.1), Any, null),
        }.With(listed =>
            Unlisted
                .Of(listed.Select(one => one.Item1))
                .Select(one => KeyValuePair.Create(one.Key, (one.Value, Any, (Input?)null)))
        );

    public static IReadOnlyDictionary<string, Transform> Optimizers { get; } =
        new Dictionary<string, Transform>(StringComparer.Ordinal)
        {
            ["Sgd"] = Sgd(0.1),
            ["TransformFunction"] =
                Transform.Of("Tanh", (_, update) => update.Value.Tanh()) >> ScaleByLearningRate(0.1),
            ["Momentum, dampened"] = Sgd(0.1, momentum: 0.9, dampening: 0.5),
            ["ClipByGlobalNorm of L1"] = ClipByGlobalNorm(1, VectorNorm.L1) >> Sgd(0.1),
            ["ClipByNorm of L∞"] = ClipByNorm(0.1, VectorNorm.LInfinity) >> Sgd(0.1),
            ["Asgd"] = Asgd(0.1, start: 2),
            ["ScheduleFree"] = Sgd(0.1) >> ScheduleFree(weight: InverseTime(1, 0.1)),
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
            ["HeavyBall"] = HeavyBall(0.05, nesterov: true),
            ["AverageGradients"] = AverageGradients(0.8, correct: true) >> Sgd(0.1),
            ["AdaDelta"] = AdaDelta(1),
            ["AdaGrad, ε in the root"] = AdaGrad(0.1, epsilon: 1e-6, epsilonInRoot: true),
            ["RmsProp, centered"] = RmsProp(0.01, momentum: 0.5, centered: true, epsilonInRoot: true),
            ["Adam, ε in the root"] = Adam(0.01, epsilonInRoot: true),
            ["AmsGrad"] = AmsGrad(0.01),
            ["NAdam"] = NAdam(0.01),
            ["RAdam"] = RAdam(0.01, beta2: 0.9),
            ["Adamax"] = Adamax(0.01),
            ["AdaFactor"] = AdaFactor(),
            ["Lion"] = Lion(0.001, decay: 0.1),
            ["Lamb"] = Lamb(0.01, decay: 0.1),
            ["Muon"] = Muon(0.01, decay: 0.1),
            ["Orthogonalize"] = Orthogonalize() >> Sgd(0.01),
            ["Rprop"] = Rprop(),
            ["ScaleBySchedule"] = Adam(0.01) >> ScaleBySchedule(PolynomialDecay(1, total: 20)),
            ["ClipByNorm"] = ClipByNorm(0.2) >> Sgd(0.1),
            ["CentralizeGradients"] = CentralizeGradients() >> Sgd(0.1),
            ["AddNoise"] = AddNoise(0.01) >> Sgd(0.1),
            ["ProximalL1"] = Sgd(0.1) >> ProximalL1(0.1, strength: 0.1),
            ["ProjectToMaxNorm"] = Sgd(0.1) >> ProjectToMaxNorm(0.5),
            ["Freeze"] =
                Freeze(path => path == "1/weight" || path.EndsWith("/bias", StringComparison.Ordinal)) >> Adam(0.01),
            ["PartitionByPath"] = PartitionByPath(
                path => path.EndsWith("weight", StringComparison.Ordinal),
                Adam(0.01),
                Sgd(0.1)
            ),
            ["AverageWeights"] = Adam(0.01) >> AverageWeights(0.9),
            ["Lookahead"] = Sgd(0.1) >> Lookahead(every: 3),
            ["AccumulateGradients"] = AccumulateGradients(3, Adam(StepDecay(0.01, every: 2)) >> AverageWeights(0.9)),
            ["ApplyIfFinite"] = ApplyIfFinite(Adam(StepDecay(0.01, every: 2)), maxConsecutive: 2),
            ["LossScale"] = LossScale(ClipByGlobalNorm(1) >> Adam(StepDecay(0.01, every: 2)), initial: 8, interval: 2),
            ["Lars"] = Lars(0.1, decay: 0.1),
            ["ReduceOnPlateau"] = Adam(0.01) >> ReduceOnPlateau(every: 2, patience: 0, cooldown: 1),
            ["SharpnessAware"] = SharpnessAware(0.1) >> Sgd(0.1),
        }.With(Unlisted.Optimizers);

    public static IReadOnlyDictionary<string, Schedule> Schedules { get; } =
        new Dictionary<string, Schedule>(StringComparer.Ordinal)
        {
            ["ConstantRate"] = ConstantRate(0.1),
            ["ScheduleFunction"] = Schedule.Of("InverseRoot", step => 0.1 / (step + 1).Sqrt()),
            ["StepDecay"] = StepDecay(0.1, every: 3),
            ["CosineDecay"] = CosineDecay(0.1, total: 8, last: 0.01),
            ["WarmupCosine"] = WarmupCosine(peak: 0.1, warmup: 4, total: 12),
            ["ExponentialDecay"] = ExponentialDecay(0.1, factor: 0.9),
            ["PolynomialDecay"] = PolynomialDecay(0.1, total: 10, power: 2),
            ["CosineRestarts"] = CosineRestarts(0.1, period: 5, multiply: 2),
            ["OneCycle"] = OneCycle(0.1, total: 20),
            ["InverseSquareRoot"] = InverseSquareRoot(0.1, scale: 10),
            ["InverseTime"] = InverseTime(0.1, decay: 0.5, every: 3, power: 2),
            ["Cyclic"] = Cyclic(0.01, 0.1, up: 3, down: 2, factor: 0.5),
            ["Warmup"] = Warmup(4, ExponentialDecay(0.1, factor: 0.9)),
            ["Then"] = ConstantRate(0.1).Then(5, CosineDecay(0.1, total: 10)),
            ["Product"] = CosineDecay(0.1, total: 10) * PiecewiseConstant((0, 1), (5, 0.5)),
            ["PiecewiseLinear"] = PiecewiseLinear((0, 0), (4, 0.1), (10, 0.01)),
        }.With(Unlisted.Of);

    public static IReadOnlyDictionary<string, Initializer> Initializers { get; } =
        new Dictionary<string, Initializer>(StringComparer.Ordinal)
        {
            ["Uniform"] = Uniform(-1, 1),
            ["Normal"] = Normal(0.5),
            ["TruncatedNormal"] = TruncatedNormal(0.5, limit: 1.5),
            ["Full"] = Full(0.5),
            ["FromTensor"] = FromTensor(new Tensor<double>(new(7, 13), [.. Enumerable.Range(0, 91)])),
        }.With(Unlisted.Of);

    /// <summary>Gets the initializers that draw no random numbers.</summary>
    public static IReadOnlySet<string> Constants { get; } =
        new HashSet<string>(["Zeros", "Ones", "Full", "Identity", "FromTensor"], StringComparer.Ordinal);

    private static Input Any => Shapes.Ranks(1, 2, 3);

    public static TheoryData<string> Names<T>(IReadOnlyDictionary<string, T> things) => [.. things.Keys];

    /// <summary>A chain with all of its links; anything else alone.</summary>
    public static IEnumerable<object> Parts(object thing) =>
        thing switch
        {
            Chain chain => chain.Layers.SelectMany(Parts).Append(chain),
            TransformChain chain => chain.Transforms.SelectMany(Parts).Append(chain),
            _ => [thing],
        };

    private static IReadOnlyDictionary<string, T> With<T>(
        this Dictionary<string, T> listed,
        Func<IEnumerable<T>, IEnumerable<KeyValuePair<string, T>>> rest
    ) => listed.Concat([.. rest(listed.Values)]).ToDictionary(StringComparer.Ordinal);
}
