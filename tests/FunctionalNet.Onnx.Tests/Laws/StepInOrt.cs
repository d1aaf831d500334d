using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Law 7 for training: the exported step, iterated in ONNX Runtime, gives this library's states.</summary>
public class StepInOrt
{
    public static TheoryData<string> Optimizers { get; } =
    [.. Chains.Select(chain => chain.Name).Concat(["dropout", "regression", "logits of one", "convolutions"])];

    private static IEnumerable<(string Name, Transform Chain)> Chains =>
        [
            ("sgd", Sgd(0.1)),
            ("momentum", Sgd(0.1, momentum: 0.9)),
            ("nesterov", Sgd(0.1, momentum: 0.9, nesterov: true)),
            ("adagrad", AdaGrad(0.1)),
            ("rmsprop", RmsProp(0.01)),
            ("adam", Adam(0.01)),
            ("clipped adamw with a schedule", ClipByGlobalNorm(0.5) >> AdamW(CosineDecay(0.02, 10))),
            ("heavy ball", HeavyBall(PiecewiseLinear((0, 0.05), (3, 0.01)), nesterov: true)),
            ("averaged gradients", CentralizeGradients() >> AverageGradients(correct: true) >> Sgd(0.1)),
            ("adadelta", ClipByNorm(0.2) >> AdaDelta(1)),
            ("adagrad, ε in the root", AdaGrad(0.1, epsilon: 1e-6, epsilonInRoot: true)),
            ("rmsprop centered", RmsProp(0.01, epsilon: 1e-4, momentum: 0.5, centered: true)),
            ("amsgrad", AmsGrad(Warmup(3, ExponentialDecay(0.01, factor: 0.9)))),
            ("nadam", NAdam(0.01)),
            ("radam", RAdam(OneCycle(0.01, total: 20), beta2: 0.9)),
            ("adamax", Adamax(CosineRestarts(0.01, period: 2, multiply: 2))),
            ("adafactor", AdaFactor()),
            ("lion", Lion(0.001, decay: 0.1)),
            ("lamb", Lamb(0.01 * InverseSquareRoot(1, scale: 4), decay: 0.1)),
            ("muon", Muon(0.01, decay: 0.1)),
            ("rprop", Rprop()),
            ("noise", AddNoise(0.01) >> Sgd(PolynomialDecay(0.1, total: 10, power: 2))),
            ("proximal", Sgd(0.1) >> ProximalL1(0.1, strength: 0.1) >> ProjectToMaxNorm(0.5)),
            ("frozen", Freeze(path => path.StartsWith("0/", StringComparison.Ordinal)) >> Adam(0.01)),
            (
                "by paths",
                PartitionByPath(path => path.EndsWith("bias", StringComparison.Ordinal), Sgd(0.1), Adam(0.01))
            ),
            ("averaged weights", Adam(0.01) >> AverageWeights(0.9)),
            (
                "lookahead",
                Sgd(ConstantRate(0.1).Then(2, PiecewiseConstant((0, 0.05), (1, 0.02)))) >> Lookahead(every: 2)
            ),
            ("accumulated", AccumulateGradients(2, Adam(StepDecay(0.01, every: 1)))),
            ("adam of a long memory", Adam(0.01, beta1: 0.9999, beta2: 0.99999999)),
            ("amsgrad of a long memory", AmsGrad(0.01, beta2: 0.99999999)),
            ("adamax of a long memory", Adamax(0.01, beta1: 0.99999, beta2: 0.99999)),
            ("nadam of a long memory", NAdam(0.01, beta1: 0.99999, beta2: 0.99999999, momentumDecay: 9)),
            ("radam of a long memory", RAdam(0.01, beta2: 0.9999)),
            ("slow schedules", Sgd(CosineDecay(0.1, 1_000_000) * ExponentialDecay(1, 0.9999999))),
            ("sharpness aware", SharpnessAware(0.1) >> Sgd(0.1)),
        ];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Losses_and_states_are_those_of_the_fold(string name)
    {
        Layer mlp = Dense(7) >> Gelu() >> Dense(3);
        var classes = Tensor.Vector(0f, 1f, 2f, 1f, -1f);
        var (training, targets) = name switch
        {
            "dropout" => (
                Training.Of(Dense(7) >> Relu() >> Dropout(0.4) >> Dense(3), SoftmaxCrossEntropy(), Adam(0.01)),
                classes
            ),
            "regression" => (Training.Of(mlp, MeanSquaredError(), Sgd(0.1)), Samples.Normal<float>(new(5, 3), 9)),
            "logits of one" => (
                Training.Of(Dense(1), BinaryCrossEntropy(), Sgd(0.1)),
                Tensor.Of(new(5, 1), 0f, 1f, 1f, 0f, 1f)
            ),
            "convolutions" => (
                Training.Of(
                    Conv2d(3, 3, padding: Padding.Same)
                        >> Relu()
                        >> MaxPool2d(2)
                        >> Conv2d(4, 2)
                        >> Flatten()
                        >> Dense(3),
                    SoftmaxCrossEntropy(),
                    Sgd(0.1)
                ),
                classes
            ),
            _ => (Training.Of(mlp, SoftmaxCrossEntropy(), Chains.First(chain => chain.Name == name).Chain), classes),
        };
        var inputs = Samples.Normal<float>(name == "convolutions" ? new(5, 2, 6, 5) : new(5, 4), 8);
        StepAgreement.Hold(training, StepGraph.Of(training, inputs.Shape, targets.Shape), (inputs, targets));
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("computed again")]
    [InlineData("in 16 bits")]
    public void A_shared_layer_has_the_state_and_the_noise_of_both_applications(string way)
    {
        var inner = BatchNorm() >> Dropout(0.4) >> Dense(4);
        Layer shared = way switch
        {
            "computed again" => Remat(inner),
            "in 16 bits" => MixedPrecision(inner),
            _ => inner,
        };
        var training = Training.Of(
            new Twice(shared) >> Dropout(0.2) >> Dense(3),
            SoftmaxCrossEntropy(),
            LossScale(Adam(0.01))
        );
        var (inputs, targets) = (Samples.Normal<float>(new(5, 4), 8), Tensor.Vector(0f, 1f, 2f, 1f, -1f));
        StepAgreement.Hold(training, StepGraph.Of(training, inputs.Shape, targets.Shape), (inputs, targets));
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData((1L << 24) - 2)]
    [InlineData(1_000_000_007)]
    public void Steps_are_counted_on_however_many_there_were(long steps)
    {
        var chain = ApplyIfFinite(AccumulateGradients(3, RAdam(CosineDecay(0.1, 2_000_000_000)) >> Lookahead(2)));
        var training = Training.Of(Dense(3), SoftmaxCrossEntropy(), ScaleByAdam() >> Lookahead(3) >> chain);
        var (inputs, targets) = (Samples.Normal<float>(new(5, 4), 8), Tensor.Vector(0f, 1f, 2f, 1f, -1f));
        var step = StepGraph.Of(training, inputs.Shape, targets.Shape);
        StepAgreement.Hold(training, step, steps, (inputs, targets));
    }

    private sealed record Twice(Layer Inner) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => scope.Apply("e", Inner, scope.Apply("e", Inner, x));
    }
}
