using System.Collections.Immutable;
using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>The rate falls when the loss stagnates, as with PyTorch's scheduler on the same losses.</summary>
public class ReduceOnPlateauTests
{
    private static readonly JsonElement Record = JsonDocument.Parse(Resources.Text("plateau.json")).RootElement;

    private static readonly Dictionary<string, Transform> Ours = new(StringComparer.Ordinal)
    {
        ["plain"] = ReduceOnPlateau(factor: 0.5, patience: 1),
        ["cooldown"] = ReduceOnPlateau(factor: 0.5, patience: 0, threshold: 1e-3, cooldown: 2),
        ["floor"] = ReduceOnPlateau(factor: 0.1, patience: 2, threshold: 0.01, minFactor: 0.05),
    };

    public static TheoryData<string> Names => [.. Ours.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_falls_as_PyTorchs_does(string name) =>
        Numbers.Close(Record.Doubles(name), Rates(Ours[name], Record.Doubles("losses")), 1e-14);

    [Fact]
    public void A_look_is_at_the_mean_of_its_steps()
    {
        // The means of two steps each are 4, 5, 3 and 1. The second is no improvement, so that the rate falls.
        double[] losses = [3, 5, 9, 1, 2, 4, 1, 1];
        Numbers.Close([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1], Rates(ReduceOnPlateau(every: 2, patience: 0), losses), 1e-14);
    }

    [Fact]
    public void It_composes_with_a_schedule()
    {
        double[] losses = [1, 2, 2, 2];
        var chain =
            Scale(-1) >> ScaleByLearningRate(PiecewiseConstant((0, 1), (3, 0.5))) >> ReduceOnPlateau(patience: 0);
        Numbers.Close([1, 1, 0.1, 0.005], Rates(chain, losses), 1e-14);
    }

    // With a gradient of 1, each step moves the weight by the rate.
    private static double[] Rates(Transform chain, double[] losses)
    {
        double[] at = [.. States(chain, losses).Select(state => state.Values["weight"].Span[0])];
        return [.. at.Zip(at.Skip(1), (before, after) => after - before)];
    }

    private static TrainState<double>[] States(Transform chain, double[] losses)
    {
        var training = FunctionalNet.Training.Of<double>(new Weight(), new Told(), new Slope(1) >> chain);
        var start = training.Init(0, new(1));
        return
        [
            start,
            .. training.Scan(
                start,
                losses.Select(loss => Batch.Of(new Tensor<double>(new(1, 1)), new Tensor<double>(new(1, 1), [loss])))
            ),
        ];
    }

    private sealed record Weight : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => scope.Parameter("weight", new(1), Zeros());
    }

    // The loss equals the target, whatever the weight is.
    private sealed record Told : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => target.ReduceSum();
    }

    private sealed record Slope(double Value) : Transform
    {
        public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
            [.. updates.Select(update => update.With((0 * update.Value) + Value))];
    }
}
