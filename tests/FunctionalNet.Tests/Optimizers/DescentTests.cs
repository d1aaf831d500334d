using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Every optimizer lowers the loss of a small network.</summary>
public class DescentTests
{
    private static readonly Dictionary<string, Transform> Optimizers = new(StringComparer.Ordinal)
    {
        ["Sgd"] = Sgd(0.1),
        ["Momentum"] = Sgd(0.05, momentum: 0.9),
        ["HeavyBall"] = HeavyBall(0.05, nesterov: true),
        ["AverageGradients"] = AverageGradients() >> Sgd(0.2),
        ["AdaGrad"] = AdaGrad(0.2),
        ["AdaDelta"] = AdaDelta(10),
        ["RmsProp"] = RmsProp(0.01),
        ["RmsProp with momentum, centered"] = RmsProp(0.003, momentum: 0.9, centered: true),
        ["Adam"] = Adam(0.05),
        ["AdamW"] = AdamW(0.05),
        ["AmsGrad"] = AmsGrad(0.05),
        ["NAdam"] = NAdam(0.05),
        ["RAdam"] = RAdam(0.05),
        ["Adamax"] = Adamax(0.05),
        ["AdaFactor"] = AdaFactor(0.05),
        ["Lion"] = Lion(PolynomialDecay(0.02, total: 200)),
        ["Lamb"] = Lamb(PolynomialDecay(0.05, total: 200)),
        ["Lars"] = Lars(0.5, coefficient: 0.02),
        ["ReduceOnPlateau"] = Adam(0.05) >> ReduceOnPlateau(factor: 0.5, patience: 20),
        ["Muon"] = Muon(PolynomialDecay(0.05, total: 200), others: 0.05),
        ["Rprop"] = Rprop(),
        ["SharpnessAware"] = SharpnessAware(0.05) >> Sgd(0.1, momentum: 0.9),
        ["Lookahead"] = Adam(0.05) >> Lookahead(),
        ["AccumulateGradients"] = AccumulateGradients(2, Adam(0.1)),
        ["AddNoise"] = AddNoise(0.01) >> Adam(0.05),
        ["CentralizeGradients"] = CentralizeGradients() >> Adam(0.05),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_loss_falls(string name)
    {
        // The loss starts at 2.45, and a network of four units does not get far below 0.65. CentralizeGradients keeps the sum of a unit's
        // weights constant, which is a strong constraint for units with three or four weights.
        var share = name == "CentralizeGradients" ? 0.75 : 1.0 / 3;
        var states = Small.States(Optimizers[name], 200);
        Assert.InRange(states[^1].Loss, 0, states[0].Loss * share);
    }
}
