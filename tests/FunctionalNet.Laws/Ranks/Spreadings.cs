using System.Numerics;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Ranks;

/// <summary>
/// Trainings for the tests of ranks: networks, layers, losses and optimizers whose results could depend on the number of ranks.
/// </summary>
/// <remarks>
/// A layer before a batch norm has no bias here: the bias has no effect, so that its gradient is rounding noise, which Adam would amplify
/// to full steps.
/// </remarks>
internal sealed record Spreading(Layer Layer, Loss Loss, Transform Optimizer, Shape Input, Shape Target)
{
    private const int Classes = 3;
    private const int Rows = 23;

    // The last batch of an epoch has 3 rows, fewer than 4 ranks.
    private const int BatchSize = 10;

    public static IReadOnlyDictionary<string, Spreading> All { get; } =
        new Dictionary<string, Spreading>(StringComparer.Ordinal)
        {
            ["dense, dropout"] = new(
                Dense(16) >> Gelu() >> Dropout(0.3) >> Dense(Classes),
                SoftmaxCrossEntropy(smoothing: 0.1),
                Adam(0.01),
                new(6),
                Shape.Scalar
            ),
            ["convolution, batch norm"] = new(
                Conv2d(4, 3, bias: false)
                    >> BatchNorm()
                    >> Relu()
                    >> SpatialDropout(0.2)
                    >> Conv2d(4, 3, bias: false)
                    >> BatchNorm()
                    >> Relu()
                    >> Flatten()
                    >> Dense(Classes),
                SoftmaxCrossEntropy(),
                ClipByGlobalNorm(0.5) >> AdamW(WarmupCosine(peak: 0.01, warmup: 3, total: 20), decay: 0.01),
                new(2, 8, 8),
                Shape.Scalar
            ),
            ["recurrent"] = new(
                Lstm(5, lastOnly: true) >> Dropout(0.2) >> Dense(Classes),
                SoftmaxCrossEntropy(),
                ClipByGlobalNorm(1) >> Sgd(0.1, momentum: 0.9),
                new(4, 3),
                Shape.Scalar
            ),
            ["attention"] = new(
                Embedding(7, 8) >> TransformerBlock(heads: 2, dropout: 0.2, causal: true) >> Dense(7),
                SoftmaxCrossEntropy(ignore: 2),
                PartitionByPath(path => path.EndsWith("weight", StringComparison.Ordinal), Adam(0.01), Sgd(0.1)),
                new(5),
                new(5)
            ),
            ["class weights, ignored labels, penalty"] = new(
                Dense(8, bias: false) >> BatchNorm() >> Tanh() >> Dense(Classes),
                SoftmaxCrossEntropy(weights: new ClassWeights(1, 2, 5), ignore: 0) + L2(0.01),
                LossScale(ClipByGlobalNorm(1) >> Adam(0.01), initial: 8, interval: 2),
                new(6),
                Shape.Scalar
            ),
            ["plateau, accumulated, recomputed"] = new(
                Remat(Dense(8, bias: false) >> BatchNorm() >> Dropout(0.1) >> Tanh()) >> Dense(Classes),
                SoftmaxCrossEntropy(ignore: 1),
                AccumulateGradients(2, Adam(0.01) >> ReduceOnPlateau(every: 1, patience: 0, factor: 0.5)),
                new(6),
                Shape.Scalar
            ),
            ["weighted samples, frozen part"] = new(
                Dense(8) >> Relu() >> Dense(1),
                Weighted(MeanSquaredError()) + L1(0.001),
                Freeze(path => path.StartsWith("0/", StringComparison.Ordinal)) >> Adam(0.01),
                new(6),
                new(2)
            ),
            ["several outputs, sum, noise on gradients"] = new(
                Dense(8) >> Tanh() >> Dense(4),
                ForOutputs((3, SoftmaxCrossEntropy(ignore: 0), 1), (1, MeanSquaredError(Reduction.Sum), 0.5)),
                AddNoise(0.01) >> SharpnessAware(0.05) >> Sgd(0.01),
                new(6),
                new(2)
            ),
            ["statistics of a layer of one's own"] = new(
                Layer.Of("Running", Running) >> Dense(Classes),
                SoftmaxCrossEntropy(),
                Sgd(0.1),
                new(6),
                Shape.Scalar
            ),
        };

    public Training<T> Training<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FunctionalNet.Training.Of<T>(Layer, Loss, Optimizer, threads: 1);

    public Batch<T>[] Batches<T>(int epochs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (input, target) = (new Shape(Rows).Append(Input), new Shape(Rows).Append(Target));
        var inputs = new T[input.Size];
        ((Key)1).Normal<T>(inputs);
        if (Layer.InputType == ElementType.Int64)
        {
            inputs = [.. Enumerable.Range(0, input.Size).Select(i => T.CreateChecked(i * 5 % 7))];
        }

        var targets = Enumerable.Range(0, target.Size).Select(i => T.CreateChecked(i * i % Classes)).ToArray();
        return
        [
            .. new Dataset<T>(Tensor.Of(input, inputs), Tensor.Of(target, targets))
                .Shuffle(5)
                .Batches(BatchSize)
                .Repeat(epochs),
        ];
    }

    public TrainState<T> Start<T>(Training<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => training.Init(3, Input);

    // Subtracts a running mean that each batch updates, so that later batches depend on earlier ones.
    private static Expr Running(Scope scope, Expr x)
    {
        var mean = scope.Slot("mean", x.Shape[1..], Zeros());
        if (scope.IsTraining)
        {
            scope.Next(mean, (0.9 * mean) + (0.1 * x.ReduceMean([0])));
        }

        return x - mean;
    }
}
