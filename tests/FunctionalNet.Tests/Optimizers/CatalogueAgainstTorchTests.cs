using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>
/// The remaining optimizers of PyTorch against its trajectories from the same weights on the same problem: 30 losses, and the weights after
/// the last step. NAdam is left out, because PyTorch 1.13 deviates from the paper.
/// </summary>
public class CatalogueAgainstTorchTests
{
    private static readonly Dictionary<string, Transform> Ours = new(StringComparer.Ordinal)
    {
        ["adadelta"] = AdaDelta(1),
        ["adadelta 0.95"] = AdaDelta(0.5, decay: 0.95, epsilon: 1e-4),
        ["adamax"] = Adamax(0.05),
        ["adamax betas"] = Adamax(0.02, beta1: 0.7, beta2: 0.9, epsilon: 1e-3),
        ["amsgrad"] = AmsGrad(0.05),
        ["amsgrad betas"] = AmsGrad(0.1, beta1: 0.8, beta2: 0.7),
        ["radam"] = RAdam(0.05),
        ["radam betas"] = RAdam(0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-4),
        ["rprop"] = Rprop(),
        ["rprop etas"] = Rprop(0.2, shrink: 0.4, grow: 1.5, smallest: 1e-2, largest: 0.3),
        ["rmsprop centered"] = RmsProp(0.01, centered: true),
        ["rmsprop momentum"] = RmsProp(0.005, decay: 0.9, momentum: 0.8),
        ["rmsprop both"] = RmsProp(0.005, decay: 0.95, momentum: 0.5, centered: true),
        ["nesterov decayed"] = AddWeightDecay(0.02) >> Sgd(0.03, momentum: 0.8, nesterov: true),
        ["momentum one cycle"] = Sgd(OneCycle(0.1, total: 40), momentum: 0.8),
        ["sam"] = SharpnessAware(0.2) >> Sgd(0.1),
        ["sam momentum"] = SharpnessAware(0.05) >> Sgd(0.05, momentum: 0.9),
    };

    public static TheoryData<string> Names => [.. Ours.Keys];

    [Fact]
    public void Every_record_has_its_optimizer() =>
        Assert.Equal(
            CatalogueRecord.Group("optimizers").EnumerateObject().Select(property => property.Name),
            Ours.Keys,
            StringComparer.Ordinal
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void Ours_takes_the_trajectory_of_PyTorch(string name)
    {
        var record = CatalogueRecord.Group("optimizers").GetProperty(name);
        var states = Small.States(Ours[name], 30);
        Numbers.Close(record.Doubles("losses"), states.Select(state => state.Loss), 1e-10);
        Numbers.Close(record.Doubles("last"), Small.Weights(states[^1]), 1e-10);
    }
}

/// <summary>The results that record_catalogue.py recorded from PyTorch, in float64.</summary>
internal static class CatalogueRecord
{
    private static readonly JsonDocument Record = JsonDocument.Parse(Resources.Text("optimizers.json"));

    public static JsonElement Group(string name) => Record.RootElement.GetProperty(name);
}
