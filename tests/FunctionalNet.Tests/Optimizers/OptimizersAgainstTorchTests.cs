using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>
/// Every optimizer against the trajectory that PyTorch takes from the same weights on the same problem: 25 losses, and the
/// weights after the first and the last step.
/// </summary>
/// <remarks>
/// Conventions: PyTorch's momentum without dampening is our sum h = α h + g, and both start from the first gradient because ours starts at
/// 0. ε is added outside of the root everywhere. Adam's weight_decay is L2, that is, AddWeightDecay before ScaleByAdam; AdamW's is
/// decoupled and follows it. Only clipping by norm differs: PyTorch divides by ‖g‖ + 1e-6, we and Optax by ‖g‖, so that its trajectory is
/// met to 1e-6 and the formula's to 1e-10.
/// </remarks>
public class OptimizersAgainstTorchTests
{
    private static readonly Dictionary<string, Transform> Ours = new(StringComparer.Ordinal)
    {
        ["sgd 0.1"] = Sgd(0.1),
        ["sgd 0.01"] = Sgd(0.01),
        ["sgd decayed"] = AddWeightDecay(0.05) >> Sgd(0.1),
        ["momentum"] = Sgd(0.03, momentum: 0.9),
        ["momentum decayed"] = AddWeightDecay(0.1) >> Sgd(0.03, momentum: 0.5),
        ["nesterov"] = Sgd(0.03, momentum: 0.9, nesterov: true),
        ["adagrad"] = AdaGrad(0.1),
        ["adagrad epsilon"] = AdaGrad(0.3, epsilon: 1e-2),
        ["rmsprop"] = RmsProp(0.01),
        ["rmsprop 0.9"] = RmsProp(0.02, decay: 0.9, epsilon: 1e-3),
        ["adam"] = Adam(0.05),
        ["adam betas"] = Adam(0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-4),
        ["adam with L2"] = AddWeightDecay(0.1) >> Adam(0.05),
        ["adamw"] = AdamW(0.05, decay: 0.1),
        ["adamw 0.002"] = AdamW(0.002, decay: 0.01),
        ["clip value"] = ClipByValue(0.2) >> Sgd(0.1),
        ["clip value adam"] = ClipByValue(0.1) >> Adam(0.05),
        ["clip norm as PyTorch"] = ClipByGlobalNorm(0.5) >> Sgd(0.1),
        ["clip norm"] = ClipByGlobalNorm(0.5) >> Sgd(0.1),
        ["clip norm adamw"] = ClipByGlobalNorm(0.5) >> AdamW(0.05, decay: 0.01),
        ["sgd stepped"] = Sgd(StepDecay(0.1, every: 7, factor: 0.3)),
        ["adam cosine"] = Adam(CosineDecay(0.05, total: 25, last: 0.001)),
    };

    public static TheoryData<string> Names => [.. Torch.Names("optimizers")];

    [Fact]
    public void Nesterov_needs_momentum_and_no_dampening_as_in_PyTorch()
    {
        Assert.Throws<ArgumentException>(() => Sgd(0.1, nesterov: true));
        Assert.Throws<ArgumentException>(() => Sgd(0.1, momentum: 0.9, nesterov: true, dampening: 0.5));
    }

    [Fact]
    public void Every_record_has_its_optimizer() =>
        Assert.Equal(Torch.Names("optimizers"), Ours.Keys, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Ours_takes_the_trajectory_of_PyTorch(string name)
    {
        var record = Torch.Of("optimizers", name);
        var training = FunctionalNet.Training.Of<double>(Model(), MeanSquaredError(), Ours[name]);
        var batch = Batch.Of(
            Table(6, 3, (i, j) => Math.Sin((1.3 * i) + (0.7 * j))),
            Table(6, 2, (i, j) => Math.Cos((0.9 * i) - (0.4 * j)) * 2)
        );
        var states = training.Scan(training.Init(0, new(3)), Enumerable.Repeat(batch, 25)).ToArray();
        var tolerance = name == "clip norm as PyTorch" ? 1e-6 : 1e-10;
        Numbers.Close(record.Doubles("losses"), states.Select(state => state.Loss), tolerance);
        Numbers.Close(record.Doubles("first"), Weights(states[0]), tolerance);
        Numbers.Close(record.Doubles("last"), Weights(states[^1]), tolerance);
    }

    [Fact]
    public void A_mask_exempts_paths_from_weight_decay()
    {
        var decay = AddWeightDecay(0.5, path => path.EndsWith("weight", StringComparison.Ordinal)) >> Sgd(1);
        var training = FunctionalNet.Training.Of<double>(new TwoFlat(), new Nothing(), decay);
        var next = training.Step(
            training.Init(0, new(1)),
            Batch.Of(Table(1, 1, (_, _) => 1), Table(1, 1, (_, _) => 1))
        );
        Assert.Equal(2, next.Values["weight"].Span[0]);
        Assert.Equal(4, next.Values["bias"].Span[0]);
    }

    [Fact]
    public void Clipping_by_norm_takes_all_gradients_together_and_leaves_short_ones()
    {
        // ∇(3 a + 4 b) = (3, 4), which has norm 5.
        double[] Step(double limit)
        {
            var training = FunctionalNet.Training.Of<double>(
                new TwoFlat(),
                new Slopes(),
                ClipByGlobalNorm(limit) >> Sgd(1)
            );
            var batch = Batch.Of(Table(1, 1, (_, _) => 1), Table(1, 1, (_, _) => 1));
            var next = training.Step(training.Init(0, new(1)), batch);
            return [4 - next.Values["weight"].Span[0], 4 - next.Values["bias"].Span[0]];
        }

        Numbers.Close([0.6, 0.8], Step(1), 1e-15);
        Numbers.Close([3, 4], Step(5), 1e-15);
        Numbers.Close([3, 4], Step(7), 1e-15);
    }

    private static Layer Model() =>
        Dense(4, kernel: new Given([.. Grid(3, 4, (i, j) => 0.6 * Math.Cos((2.1 * i) + (1.1 * j)))]))
        >> Tanh()
        >> Dense(2, kernel: new Given([.. Grid(4, 2, (i, j) => 0.8 * Math.Sin((1.7 * i) - (0.6 * j)))]));

    private static IEnumerable<double> Weights(TrainState<double> state) =>
        new[] { "0/weight", "0/bias", "2/weight", "2/bias" }.SelectMany(path => state.Values[path].Doubles());

    private static IEnumerable<double> Grid(int rows, int columns, Func<int, int, double> value) =>
        from i in Enumerable.Range(0, rows)
        from j in Enumerable.Range(0, columns)
        select value(i, j);

    private static Tensor<double> Table(int rows, int columns, Func<int, int, double> value) =>
        new(new(rows, columns), [.. Grid(rows, columns, value)]);

    /// <summary>The input x, the weight and the bias concatenated: [n, 3].</summary>
    private sealed record TwoFlat : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            Ops.Concat(
                1,
                x,
                scope.Parameter("weight", new(1, 1), new Given(4)),
                scope.Parameter("bias", new(1, 1), new Given(4))
            );
    }

    private sealed record Nothing : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => (prediction * 0).ReduceSum();
    }

    private sealed record Slopes : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) =>
            (prediction * Ops.Constant(new(3), [0, 3, 4])).ReduceSum();
    }
}
