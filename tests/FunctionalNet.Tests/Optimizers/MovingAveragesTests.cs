using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Moments of gradients that have become exactly 0 decay to exactly 0, never to denormal numbers.</summary>
public class MovingAveragesTests
{
    private static readonly Dictionary<string, Transform> Optimizers = new(StringComparer.Ordinal)
    {
        ["Momentum"] = Sgd(0.1, momentum: 0.5),
        ["AverageGradients"] = AverageGradients(0.5) >> Sgd(0.1),
        ["Adam"] = Adam(0.01, beta1: 0.5, beta2: 0.6),
        ["AmsGrad"] = AmsGrad(0.01, beta1: 0.5, beta2: 0.6),
        ["NAdam"] = NAdam(0.01, beta1: 0.5, beta2: 0.6),
        ["RAdam"] = RAdam(0.01, beta1: 0.5, beta2: 0.7),
        ["Adamax"] = Adamax(0.01, beta1: 0.5, beta2: 0.6),
        ["AdaDelta"] = AdaDelta(1, decay: 0.6),
        ["RmsProp"] = RmsProp(0.01, decay: 0.6, momentum: 0.5, centered: true),
        ["AdaFactor"] = AdaFactor(),
        ["Lion"] = Lion(0.01, beta2: 0.6),
        ["Muon"] = Muon(0.01, momentum: 0.5),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_state_is_ever_denormal(string name)
    {
        // From the fourth step on, the loss does not depend on the weights.
        var training = FunctionalNet.Training.Of(Dense(3), new MeanOfProducts(), Optimizers[name]);
        var inputs = new Tensor<float>(new(2, 4), [.. Enumerable.Range(1, 8).Select(i => i * 0.1f)]);
        var batches = Enumerable
            .Range(0, 400)
            .Select(i => Batch.Of(inputs, new Tensor<float>(new(2, 3), [.. Enumerable.Repeat(i < 3 ? 1f : 0f, 6)])));
        foreach (var state in training.Scan(training.Init(1, new(4)), batches))
        {
            foreach (var (path, value) in state.Values)
            {
                Assert.All(
                    value.Span.ToArray(),
                    number => Assert.False(float.IsSubnormal(number), $"{path}: {number}")
                );
            }
        }
    }

    [Fact]
    public void NaN_does_not_fade()
    {
        var training = FunctionalNet.Training.Of(Dense(3), new MeanOfProducts(), Adam(0.1));
        var inputs = new Tensor<float>(new(1, 4), [1, 2, 3, 4]);
        var batch = Batch.Of(inputs, new Tensor<float>(new(1, 3), [float.NaN, 1, 1]));
        var state = training.Step(training.Init(1, new(4)), batch);
        Assert.True(float.IsNaN(state.Values["weight"].Span[0]));
        Assert.False(float.IsNaN(state.Values["weight"].Span[1]));
    }

    private sealed record MeanOfProducts : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => (prediction * target).ReduceMean();
    }
}
