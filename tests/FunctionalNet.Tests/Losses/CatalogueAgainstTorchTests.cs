using System.Text.Json;
using FunctionalNet.Tests.Optimizers;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>Values and derivatives of activations and losses against PyTorch's, for all reductions, at inputs up to ±10⁴.</summary>
public class CatalogueAgainstTorchTests
{
    private const double Tolerance = 1e-12;

    // PyTorch computes 1/6 in float32 here; ours is exact.
    private const double Sixth = 1e-7;

    private static readonly JsonDocument Record = JsonDocument.Parse(Resources.Text("losses.json"));

    private static readonly Dictionary<string, (Func<Expr, Expr> Function, Func<Layer> Layer)> Activations = new(
        StringComparer.Ordinal
    )
    {
        ["Relu6"] = (x => x.Relu6(), () => Relu6()),
        ["PRelu"] = (x => x.PRelu(0.25), () => PRelu()),
        ["Selu"] = (x => x.Selu(), () => Selu()),
        ["Celu"] = (x => x.Celu(), () => Celu()),
        ["Celu 0.5"] = (x => x.Celu(0.5), () => Celu(0.5)),
        ["Silu"] = (x => x.Silu(), () => Silu()),
        ["Mish"] = (x => x.Mish(), () => Mish()),
        ["Softsign"] = (x => x.Softsign(), () => Softsign()),
        ["HardSigmoid"] = (x => x.HardSigmoid(), () => HardSigmoid()),
        ["HardSwish"] = (x => x.HardSwish(), () => HardSwish()),
        ["HardTanh"] = (x => x.HardTanh(), () => HardTanh()),
        ["LogSigmoid"] = (x => x.LogSigmoid(), () => LogSigmoid()),
        ["LogSoftmax"] = (x => x.LogSoftmax(), () => LogSoftmax()),
        ["Glu"] = (x => x.Glu(), () => Glu()),
        ["SwiGlu"] = (x => x.SwiGlu(), () => SwiGlu()),
    };

    private static readonly ClassWeights Weights = new(1, 0.5, 2, 3);

    // The loss for each reduction, with the shapes of prediction and target.
    private static readonly Dictionary<string, (Func<Reduction, ReducedLoss> Loss, Shape X, Shape T)> Ours = new(
        StringComparer.Ordinal
    )
    {
        ["MeanSquaredError"] = (r => MeanSquaredError(r), new(3, 3), new(3, 3)),
        ["MeanAbsoluteError"] = (r => MeanAbsoluteError(r), new(3, 3), new(3, 3)),
        ["Huber"] = (r => Huber(reduction: r), new(3, 3), new(3, 3)),
        ["Huber 0.4"] = (r => Huber(0.4, r), new(3, 3), new(3, 3)),
        ["LogCosh"] = (r => LogCosh(r), new(3, 3), new(3, 3)),
        ["BinaryCrossEntropy"] = (r => BinaryCrossEntropy(r), new(3, 3), new(3, 3)),
        ["BinaryCrossEntropyOfProbabilities"] = (r => BinaryCrossEntropyOfProbabilities(r), new(2, 3), new(2, 3)),
        ["SoftmaxCrossEntropy"] = (r => SoftmaxCrossEntropy(reduction: r), new(4, 4), new(4)),
        ["SoftmaxCrossEntropy smooth"] = (r => SoftmaxCrossEntropy(0.1, reduction: r), new(4, 4), new(4)),
        ["SoftmaxCrossEntropy weights"] = (r => SoftmaxCrossEntropy(0, Weights, reduction: r), new(4, 4), new(4)),
        ["SoftmaxCrossEntropy ignore"] = (r => SoftmaxCrossEntropy(ignore: 1, reduction: r), new(4, 4), new(4)),
        ["SoftmaxCrossEntropy all"] = (r => SoftmaxCrossEntropy(0.3, Weights, 0, r), new(4, 4), new(4)),
        ["SoftmaxCrossEntropy sequence"] = (r => SoftmaxCrossEntropy(reduction: r), new(2, 4, 3), new(2, 4)),
        ["DistributionCrossEntropy"] = (r => DistributionCrossEntropy(reduction: r), new(4, 4), new(4, 4)),
        ["DistributionCrossEntropy smooth"] = (r => DistributionCrossEntropy(0.2, Weights, r), new(4, 4), new(4, 4)),
        ["NegativeLogLikelihood"] = (r => NegativeLogLikelihood(r), new(4, 4), new(4)),
        ["KullbackLeibler"] = (r => KullbackLeibler(r), new(4, 4), new(4, 4)),
        ["Hinge"] = (r => Hinge(reduction: r), new(3, 3), new(3, 3)),
        ["MultiClassHinge"] = (r => MultiClassHinge(reduction: r), new(4, 4), new(4)),
        ["CosineDistance"] = (r => CosineDistance(r), new(4, 4), new(4, 4)),
        ["PoissonNegativeLogLikelihood"] = (r => PoissonNegativeLogLikelihood(r), new(1, 3), new(1, 3)),
        ["GaussianNegativeLogLikelihood"] = (r => GaussianNegativeLogLikelihood(r), new(4, 6), new(4, 3)),
        ["Focal"] = (r => Focal(reduction: r), new(3, 3), new(3, 3)),
        ["Focal 1"] = (r => Focal(1, 0.5, r), new(3, 3), new(3, 3)),
        ["Triplet"] = (r => Triplet(0.5, r), new(5, 3, 4), new(5)),
    };

    public static TheoryData<string> ActivationNames { get; } = [.. Names("activations")];

    public static TheoryData<string> LossNames { get; } = [.. Names("losses")];

    [Theory]
    [MemberData(nameof(ActivationNames))]
    public void Activation(string name)
    {
        var record = Record.RootElement.GetProperty("activations").GetProperty(name);
        var at = record.Doubles("x");
        var isRows = name.Contains("Glu", StringComparison.Ordinal) || name == "LogSoftmax";
        var shape = isRows ? new Shape(3, 6) : new Shape(1, at.Length);
        var x = Expr.Input("x", shape);
        var y = Activations[name].Function(x);
        var flow = Ops.Constant(y.Shape, [.. Enumerable.Range(1, y.Shape.Size).Select(i => (double)i)]);
        var values = Numbers.Values(x, new(shape, at), y, Gradient.Of(y, [x], flow)[0]);
        var tolerance = name == "HardSigmoid" ? Sixth : Tolerance;
        Numbers.Close(record.Doubles("y"), values[0], tolerance);
        Numbers.Close(record.Doubles("dx"), values[1], tolerance);

        var layer = FunctionalNet.Training.Of<double>(Activations[name].Layer(), MeanSquaredError(), Sgd(0.1));
        var model = layer.Init(1, shape[1..]).Model;
        Numbers.Close(values[0], model.Predict(new(shape, at)).Doubles(), Tolerance);
    }

    [Theory]
    [MemberData(nameof(LossNames))]
    public void Loss(string name)
    {
        var record = Record.RootElement.GetProperty("losses").GetProperty(name);
        var (loss, xs, ts) = Ours[name];
        var x = Expr.Input("x", xs);
        var t = Ops.Constant(ts, record.Doubles("t"), loss(Reduction.Mean).Target);
        var mean = loss(Reduction.Mean).Apply(x, t);
        var values = Numbers.Values(
            x,
            new(xs, record.Doubles("x")),
            mean,
            loss(Reduction.Sum).Apply(x, t),
            loss(Reduction.None).Apply(x, t),
            Gradient.Of(mean, [x])[0]
        );
        Numbers.Close([record.GetProperty("mean").GetDouble()], values[0], Tolerance);
        Numbers.Close([record.GetProperty("sum").GetDouble()], values[1], Tolerance);
        Numbers.Close(record.Doubles("none"), values[2], Tolerance);
        Numbers.Close(record.Doubles("dx"), values[3], Tolerance);
    }

    private static IEnumerable<string> Names(string group) =>
        Record.RootElement.GetProperty(group).EnumerateObject().Select(property => property.Name);
}
