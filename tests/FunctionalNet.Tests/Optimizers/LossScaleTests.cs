using System.Runtime.InteropServices;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Gradients of a scaled loss, and skipped steps.</summary>
public sealed class LossScaleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Chains { get; } =
    ["Sgd(0.1)", "Adam(0.01)", "ClipByGlobalNorm(0.1) >> AdamW(StepDecay(0.01, 3), decay: 0.1)"];

    public void Dispose() => folder.Dispose();

    // Scaling by a power of two is exact. A loss that is not scaled, or gradients that are not unscaled, would differ by far.
    [Theory]
    [MemberData(nameof(Chains))]
    public void In_float32_the_same_bits_are_learned(string chain)
    {
        var inner = Calls.Read<Transform>(chain).OrThrow();
        Transform[] scaled =
        [
            LossScale(inner),
            LossScale(inner, initial: 4, interval: 2),
            Scale(1) >> LossScale(inner),
            ApplyIfFinite(inner),
            LossScale(ApplyIfFinite(inner)),
        ];
        var plain = Trained(inner);
        Assert.All(scaled, optimizer => Same(plain, Trained(optimizer)));
    }

    [Fact]
    public void It_scales_several_batches_alike_that_make_one_step()
    {
        var plain = Trained(AccumulateGradients(3, Adam(0.01)));
        Same(plain, Trained(AccumulateGradients(3, LossScale(Adam(0.01), interval: 1))));
        Same(plain, Trained(LossScale(AccumulateGradients(3, Adam(0.01)), interval: 4)));
    }

    [Fact]
    public void Gradients_to_look_at_are_those_of_the_loss()
    {
        var (plain, scaled) = (Of(Net, Sgd(0.1)), Of(Net, LossScale(Sgd(0.1))));
        var (expected, actual) = (
            plain.Gradients(plain.Init(1, new(16)), Batch(0)),
            scaled.Gradients(scaled.Init(1, new(16)), Batch(0))
        );
        Assert.All(expected, gradient => Assert.Equal(Bits(gradient.Value), Bits(actual[gradient.Key])));

        // Gradients depend on the model alone, so that a state of another optimizer gives the same ones.
        var others = Of(Net, Adam(0.1)).Gradients(plain.Init(1, new(16)), Batch(0));
        Assert.All(expected, gradient => Assert.Equal(Bits(gradient.Value), Bits(others[gradient.Key])));
    }

    // Like PyTorch's GradScaler: the scale doubles after a number of good steps in a row, and the count restarts.
    [Fact]
    public void It_rises_after_good_steps()
    {
        var training = Of(Net, LossScale(Sgd(0.01), initial: 8, interval: 2));
        var states = training.Scan(training.Init(1, new(16)), Enumerable.Range(0, 5).Select(Batch));
        Assert.Equal([8f, 16, 16, 32, 32], states.Select(state => Slot(state, "scale")));
    }

    // Stored in float16, a scaled gradient of about 1 overflows above 65504; the scale is reduced until it fits.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.125)]
    public void Where_gradients_overflow_the_step_is_skipped_and_the_scale_falls(double backoff)
    {
        var chain = LossScale(ClipByGlobalNorm(10) >> Adam(0.01), Math.ScaleB(1, 40), backoff: backoff);
        var training = Of(MixedPrecision(Net, Precision.Float16), chain);
        var start = training.Init(1, new(16));
        var states = training.Checked.Scan(start, Enumerable.Range(0, 60).Select(Batch)).ToArray();
        var skipped = states.TakeWhile(state => Slot(state, "taken") == 0).ToArray();
        Assert.InRange(skipped.Length * -Math.Log2(backoff), 20, 32);
        Assert.All(
            skipped.Index(),
            state =>
            {
                Assert.Equal(Math.ScaleB(1, 40) * Math.Pow(backoff, state.Index + 1), Slot(state.Item, "scale"));
                Assert.Equal(0, Moved(state.Item));
                Assert.All(
                    state.Item.Values.Where(v => v.Key.Contains("/inner/", StringComparison.Ordinal)),
                    v => Assert.Equal(Bits(start.Values[v.Key]), Bits(v.Value))
                );
                Assert.True(float.IsFinite(state.Item.Loss));
            }
        );
        Assert.True(states[^1].Loss < 0.8 * states[0].Loss);

        // Later steps may overflow, too. The steps that are applied learn what an unscaled training learns, up to float16's 11 bits.
        var plain = Of(Net, ClipByGlobalNorm(10) >> Adam(0.01));
        var after = plain.Fold(
            plain.Init(1, new(16)),
            Enumerable
                .Range(skipped.Length, states.Length - skipped.Length)
                .Where(i => Slot(states[i], "taken") > Slot(states[i - 1], "taken"))
                .Select(Batch)
        );
        Assert.Equal(after.Step, (long)Slot(states[^1], "taken"));
        Assert.InRange(after.Step, states.Length - skipped.Length - 4, states.Length - skipped.Length);
        Assert.All(
            after.Parameters,
            p => Assert.All(p.Value.Span.ToArray(), (w, i) => Assert.Equal(w, states[^1].Values[p.Key].Span[i], 0.02))
        );

        double Moved(TrainState<float> state) =>
            start.Parameters.Sum(p => Bits(p.Value) == Bits(state.Values[p.Key]) ? 0 : 1);
    }

    // The gradients of 1e-9 · loss are below the smallest float16, 6e-8, and underflow to 0. Scaled by 2²⁴ they are normal numbers.
    [Fact]
    public void Small_gradients_are_lost_in_a_float16_and_kept_with_it()
    {
        const double Small = 1e-9;
        var chain = ClipByGlobalNorm(1) >> Sgd(0.1 / Small);
        var (exact, start) = Moves(Net, chain);
        Assert.Equal(0, Moves(MixedPrecision(Net, Precision.Float16), chain).Moves.Sum(Math.Abs));
        var scaled = Moves(MixedPrecision(Net, Precision.Float16), LossScale(chain, Math.ScaleB(1, 24))).Moves;
        var wide = Moves(MixedPrecision(Net), chain).Moves;
        var length = Math.Sqrt(exact.Sum(move => move * move));
        Assert.InRange(length, 1e-3, 10);
        Assert.InRange(Far(exact, scaled) / length, 1e-7, 2e-3);
        Assert.InRange(Far(exact, wide) / length, 1e-7, 2e-2);

        (double[] Moves, TrainState<float> Start) Moves(Layer net, Transform optimizer)
        {
            var training = FunctionalNet.Training.Of(net, new Scaled(Small), optimizer);
            var first = training.Init(1, new(16));
            var next = training.Step(first, Batch(0));
            return (
                [
                    .. first
                        .Parameters.Where(p => p.Value.Shape.Size >= 256)
                        .SelectMany(p => p.Value.Span.ToArray().Zip(next.Values[p.Key].Span.ToArray()))
                        .Select(pair => (double)pair.Item2 - pair.Item1),
                ],
                first
            );
        }

        static double Far(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum());
    }

    [Fact]
    public void What_is_not_finite_of_itself_is_still_told()
    {
        var nan = Enumerable.Range(0, 5).Select(i => i == 3 ? Poisoned() : Batch(i));
        var training = Of(MixedPrecision(Net, Precision.Float16), LossScale(Adam(0.01)));
        var thrown = Assert.Throws<DivergenceException>(() => training.Checked.Fold(training.Init(1, new(16)), nan));
        Assert.Equal(("the loss", 3L), (thrown.Divergence.What, thrown.Divergence.Step));
        Assert.StartsWith("NaN in the data, the input", thrown.Divergence.Operator, StringComparison.Ordinal);

        // √0 has an infinite derivative at any scale: the scale falls from 2⁵ to the minimum, and then the divergence is reported.
        var steep = Of(
            Named("in", Dense(32)) >> Named("root", Lambda(x => (x * 0).Sqrt())) >> Dense(5),
            LossScale(Adam(0.01), initial: 32)
        );
        var told = Assert.Throws<DivergenceException>(() =>
            steep.Checked.Fold(steep.Init(1, new(16)), Enumerable.Range(0, 20).Select(Batch))
        );
        Assert.Equal(5, told.Divergence.Step);
        Assert.Equal("the derivative of root", told.Divergence.Path);

        static Batch<float> Poisoned()
        {
            var inputs = Batch(3).Inputs.Span.ToArray();
            inputs[7] = float.NaN;
            return FunctionalNet.Batch.Of(Tensor.Of(new Shape(32, 16), inputs), Batch(3).Targets);
        }
    }

    // The derivative of √|w x| is not finite at x = 0.
    [Fact]
    public void Apply_if_finite_skips_some_steps_in_a_row_and_no_more()
    {
        var net = Dense(1, bias: false) >> Lambda(y => y.ReduceMean([1]));
        var training = FunctionalNet.Training.Of(
            net,
            new Root(),
            ApplyIfFinite(Sgd(StepDecay(0.1, 2)), maxConsecutive: 2)
        );
        var start = training.Init(1, new(2));
        var states = training.Scan(start, Numbers(0, 1, 0, 0, 2, 3)).ToArray();
        Assert.Equal([1f, 0, 1, 2, 0, 0], states.Select(state => Slot(state, "skipped")));
        Assert.Equal([1f, 1, 2, 3, 3, 3], states.Select(state => Slot(state, "total")));
        Assert.Equal([0f, 1, 1, 1, 2, 3], states.Select(state => Slot(state, "taken")));

        // Skipped steps leave no trace, in the schedule either.
        var plain = FunctionalNet.Training.Of(net, new Root(), Sgd(StepDecay(0.1, 2)));
        var taken = plain.Fold(plain.Init(1, new(2)), Numbers(1, 2, 3));
        Assert.All(taken.Parameters, p => Assert.Equal(Bits(p.Value), Bits(states[^1].Values[p.Key])));

        var diverged = training.Fold(start, Numbers(0, 0, 0));
        Assert.Contains(diverged.Parameters, p => !float.IsFinite(p.Value.Span[0]));

        static IEnumerable<Batch<float>> Numbers(params int[] numbers) =>
            numbers.Select(x => FunctionalNet.Batch.Of(Tensor.Of(new Shape(1, 2), (float)x, x), Tensor.Vector(0f)));
    }

    // With so large a scale the first steps are skipped: the schedule must not advance, and the average must equal the weights.
    [Fact]
    public void Skipped_steps_count_neither_for_the_rate_that_is_told_nor_for_the_average()
    {
        var training = Of(
            MixedPrecision(Net, Precision.Float16),
            LossScale(Adam(StepDecay(0.01, 3)) >> AverageWeights(0.9), Math.ScaleB(1, 40))
        );
        var start = training.Init(1, new(16));
        var first = training.Step(start, Batch(0));
        Assert.Equal(0, Slot(first, "taken"));
        Assert.Equal(Bits(start.Model.Predict(Batch(0).Inputs)), Bits(first.Averaged().Predict(Batch(0).Inputs)));

        var last = training.Fold(start, Enumerable.Range(0, 35).Select(Batch));
        var taken = (long)Slot(last, "taken");
        Assert.InRange(taken, 1, 20);
        Assert.Equal(0.01 * Math.Pow(0.1, (taken - 1) / 3), last.LearningRate, 1e-9);
        Assert.InRange(last.Distance(first), 1e-3, 100);
    }

    // SharpnessAware takes a second gradient at the perturbed weights, which can overflow when the first does not. It must be checked as
    // well.
    [Fact]
    public void A_gradient_at_another_place_is_looked_at()
    {
        var sharp = SharpnessAware(0.2);
        Same(Trained(sharp >> Adam(0.01)), Trained(sharp >> LossScale(Adam(0.01))));

        var training = Of(MixedPrecision(Net, Precision.Float16), sharp >> LossScale(Adam(0.01), interval: 3));
        var state = training.Checked.Fold(training.Init(1, new(16)), Enumerable.Range(0, 60).Select(Batch));
        Assert.InRange(state.Values["optimizer/1/taken"].Span[0], 30, 59);
        Assert.InRange(state.Loss, 0, 0.5f);

        var within = Of(Net, LossScale(ClipByGlobalNorm(1) >> sharp >> Adam(0.01)));
        Assert.Throws<InvalidOperationException>(() => within.Init(1, new(16)));
    }

    [Fact]
    public void A_run_goes_on_from_a_file_with_its_scale()
    {
        var training = Of(
            MixedPrecision(Net, Precision.Float16),
            LossScale(ClipByGlobalNorm(1) >> Adam(0.01), Math.ScaleB(1, 30), interval: 3)
        );
        var batches = Enumerable.Range(0, 30).Select(Batch).ToArray();
        var whole = training.Fold(training.Init(1, new(16)), batches);
        var half = training.Fold(training.Init(1, new(16)), batches.Take(17));
        Assert.True(half.Save(folder["state"]).IsRight);
        var loaded = training.Load(folder["state"], new(16)).OrThrow();
        var resumed = training.Fold(loaded, batches.Skip(17));
        Assert.All(whole.Values, value => Assert.Equal(Bits(value.Value), Bits(resumed.Values[value.Key])));
        Assert.InRange(Slot(whole, "scale"), 2, Math.ScaleB(1, 29));
    }

    [Fact]
    public void In_float64_it_learns_the_same()
    {
        var training = FunctionalNet.Training.Of<double>(
            MixedPrecision(Net, Precision.Float16),
            SoftmaxCrossEntropy(),
            LossScale(ClipByGlobalNorm(1) >> Adam(0.01))
        );
        var doubles = Enumerable
            .Range(0, 10)
            .Select(i =>
                FunctionalNet.Batch.Of(
                    Tensor.Of(new Shape(32, 16), [.. Batch(i).Inputs.Span.ToArray().Select(x => (double)x)]),
                    Tensor.Vector([.. Batch(i).Targets.Span.ToArray().Select(x => (double)x)])
                )
            );
        var real = training.Fold(training.Init(1, new(16)), doubles);
        Assert.Equal(Trained(ClipByGlobalNorm(1) >> Adam(0.01), steps: 10).Loss, real.Loss, 2e-3);
    }

    [Fact]
    public void Where_the_loss_would_not_be_scaled_there_is_an_error()
    {
        var training = Of(Net, PartitionBy(_ => true, LossScale(Sgd(0.1))));
        var thrown = Assert.Throws<InvalidOperationException>(() => training.Init(1, new(16)));
        Assert.Contains("around the whole chain", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LossScale(Sgd(0.1), initial: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossScale(Sgd(0.1), Math.ScaleB(1, 127)));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossScale(Sgd(0.1), minScale: Math.ScaleB(1, -127)));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossScale(Sgd(0.1), growth: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossScale(Sgd(0.1), backoff: 1));
    }

    private static void Same(TrainState<float> expected, TrainState<float> actual) =>
        Assert.All(expected.Parameters, p => Assert.Equal(Bits(p.Value), Bits(actual.Values[p.Key])));

    private static Layer Net => Dense(32) >> Tanh() >> Dense(32) >> Gelu() >> Dense(5);

    private static Training<float> Of(Layer net, Transform optimizer) =>
        FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), optimizer);

    private static TrainState<float> Trained(Transform optimizer, int steps = 7)
    {
        var training = Of(Net, optimizer);
        return training.Fold(training.Init(1, new(16)), Enumerable.Range(0, steps).Select(Batch));
    }

    // The label is the sign of a sum of inputs.
    private static Batch<float> Batch(int number)
    {
        var inputs = new float[32 * 16];
        ((Key)(number + 40)).Normal<float>(inputs);
        return FunctionalNet.Batch.Of(
            Tensor.Of(new Shape(32, 16), inputs),
            Tensor.Vector([.. Enumerable.Range(0, 32).Select(i => inputs[16 * i] + inputs[(16 * i) + 1] > 0 ? 1f : 3f)])
        );
    }

    private static float Slot(TrainState<float> state, string name) => state.Values[$"optimizer/{name}"].Span[0];

    private static string Bits(Tensor<float> value) => Convert.ToHexString(MemoryMarshal.AsBytes(value.Span));

    private sealed record Scaled(double Factor) : Loss
    {
        protected internal override ElementType Target => ElementType.Int64;

        public override Expr Apply(Expr prediction, Expr target) =>
            SoftmaxCrossEntropy().Apply(prediction, target) * Factor;
    }

    private sealed record Root : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => (prediction - target).Abs().Sqrt().ReduceSum();
    }
}
