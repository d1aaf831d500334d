using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>
/// A layer that is applied twice under one path has one set of weights. Its state passes through the applications in order, and each
/// application draws its own noise.
/// </summary>
public class SharedLayerTests
{
    // PyTorch's BatchNorm1d, called with (10, 12), then with (100, 102): mean 0.9 (0.9 · 0 + 0.1 · 11) + 0.1 · 101, both variances 2.
    private const double Mean = 11.09;
    private const double Variance = (0.9 * ((0.9 * 1) + (0.1 * 2))) + (0.1 * 2);

    private static readonly Batch<float> Numbers = Batch.Of(
        Tensor.Of<float>(new(2, 2, 1), 10, 100, 12, 102),
        Tensor.Vector<float>(0, 0)
    );

    private static readonly Dictionary<string, Func<Layer, Layer>> Around = new(StringComparer.Ordinal)
    {
        ["alone"] = layer => layer,
        ["named"] = layer => Named("inner", layer),
        ["computed again"] = layer => Remat(layer),
        ["computed again from 16 bits"] = layer => Remat(layer, Precision.Float16),
        ["in 16 bits"] = layer => MixedPrecision(layer, Precision.Float16),
        ["in a chain"] = layer => Lambda(x => x + 0) >> layer,
    };

    public static TheoryData<string> Ways => [.. Around.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Statistics_count_each_application(string way)
    {
        foreach (
            Layer twice in new Layer[] { new Twice(Around[way](BatchNorm())), Around[way](new Twice(BatchNorm())) }
        )
        {
            var training = FunctionalNet.Training.Of(twice, new SumLoss(), Sgd(0));
            var state = training.Init(1, new(2, 1));
            foreach (var next in new[] { training.Step(state, Numbers), training.Eager.Fold(state, [Numbers]) })
            {
                Assert.Equal(Mean, Slot(next, "mean"), 1e-4);
                Assert.Equal(Variance, Slot(next, "variance"), 1e-4);
            }
        }
    }

    [Fact]
    public void The_order_is_that_of_the_applications()
    {
        var training = FunctionalNet.Training.Of(new Twice(BatchNorm(), IsReversed: true), new SumLoss(), Sgd(0));
        var state = training.Step(training.Init(1, new(2, 1)), Numbers);
        Assert.Equal((0.9 * 0.1 * 101) + (0.1 * 11), Slot(state, "mean"), 1e-4);
    }

    [Fact]
    public void Two_slots_with_one_value_stay_two()
    {
        var training = FunctionalNet.Training.Of(new Twice(new Pair()), new SumLoss(), Sgd(0));
        var state = training.Step(training.Init(1, new(2, 1)), Numbers);
        Assert.Equal(13, Slot(state, "first"));
        Assert.Equal(11, Slot(state, "second"));
    }

    [Fact]
    public void No_gradient_flows_through_state()
    {
        // y = w x + state, and the state becomes w x. The second application reads the state of the first as a constant.
        var training = FunctionalNet.Training.Of(new Twice(new Echo()), new SumLoss(), Sgd(1));
        var start = training.Init(1, new(2, 1));
        var next = training.Step(start, Numbers);
        Assert.Equal(-(10 + 12 + 100 + 102), next.Values["e/w"].Span[0] - start.Values["e/w"].Span[0], 1e-3);
    }

    [Fact]
    public void At_inference_state_stays()
    {
        var training = FunctionalNet.Training.Of(new Twice(BatchNorm()), new SumLoss(), Sgd(0));
        var state = training.Step(training.Init(1, new(2, 1)), Numbers);
        var y = state.Model.Predict(Numbers.Inputs).Span.ToArray();
        var scale = Math.Sqrt(Variance + 1e-5);
        Assert.Equal((10 - Mean + 100 - Mean) / scale, y[0], 1e-3);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Dropout_draws_for_each_application(string way)
    {
        foreach (var inner in new[] { Dropout(0.5), SpatialDropout(0.5), StochasticDepth(0.5, Lambda(x => 1 * x)) })
        {
            var layer = new Difference(Around[way](inner));
            var training = FunctionalNet.Training.Of(layer, new SumLoss(), Sgd(0));
            var batch = Batch.Of(
                Tensor.Of<float>(new(16, 20, 4), [.. Enumerable.Repeat(1f, 16 * 80)]),
                new Tensor<float>(new(16))
            );
            var state = training.Init(1, new(20, 4));
            var next = training.Step(state, batch);
            Assert.True(next.Loss > 0, $"{way}, {inner}: both applications have dropped the same");
            Assert.Equal(next.Loss, training.Step(state, batch).Loss);
            Assert.Equal(next.Loss, training.Eager.Fold(state, [batch]).Loss);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Two_lengths_train_one_encoder(string way)
    {
        var inner = Dense(4) >> Dropout(0.5) >> Residual(Dense(4) >> Dropout(0.2));
        var training = FunctionalNet.Training.Of(new Twice(Around[way](inner), First: 2), new SumLoss(), Sgd(1));
        var state = training.Init(1, new(5, 4));
        var batch = Batch.Of(Tensor.Of<float>(new(1, 5, 4), [.. Enumerable.Repeat(1f, 20)]), Tensor.Vector(0f));
        state.Model.Predict(batch.Inputs);
        Assert.Equal(4, state.Parameters.Count());
        var next = training.Step(state, batch);
        Assert.All(state.Parameters, p => Assert.False(p.Value.Span.SequenceEqual(next.Values[p.Key].Span), p.Key));
        Assert.Equal(2, training.Fold(state, [batch, batch]).Step);
    }

    private static double Slot(TrainState<float> state, string name) =>
        Assert.Single(state.Values, value => value.Key.EndsWith($"/{name}", StringComparison.Ordinal)).Value.Span[0];

    private sealed record Twice(Layer Inner, int First = 1, bool IsReversed = false) : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var parts = x.Split(1, [First, x.Shape[1].Size - First]);
            Expr Of(Expr part) =>
                scope.Apply("e", Inner, First == 1 ? part.Reshape(0, 1) : part).Reshape(0, -1).ReduceSum([1]);
            var first = Of(parts[IsReversed ? 1 : 0]);
            return first + Of(parts[IsReversed ? 0 : 1]);
        }
    }

    private sealed record Difference(Layer Inner) : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var parts = x.Split(1, [10, 10]);
            return (scope.Apply("e", Inner, parts[0]) - scope.Apply("e", Inner, parts[1])).Pow(2);
        }
    }

    private sealed record Pair : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var (first, second) = (
                scope.Slot("first", Shape.Scalar, Zeros()),
                scope.Slot("second", Shape.Scalar, Zeros())
            );
            var (isAgain, largest) = (first.Variable is null, x.ReduceMax());
            scope.Next(first, isAgain ? first + 1 : largest);
            scope.Next(second, isAgain ? second - 1 : largest);
            return x;
        }
    }

    private sealed record Echo : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var state = scope.Slot("state", Shape.Scalar, Zeros());
            var y = scope.Parameter("w", Shape.Scalar, Ones()) * x;
            scope.Next(state, y.ReduceSum());
            return y + state;
        }
    }

    private sealed record SumLoss : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => prediction.ReduceSum();
    }
}
