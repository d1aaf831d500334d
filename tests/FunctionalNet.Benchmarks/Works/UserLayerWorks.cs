using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// A training step with a user-defined layer of plain operators, which neither side has a fused kernel for, against PyTorch.
/// </summary>
internal static class UserLayerWorks
{
    private const int Inputs = 64;
    private const int Classes = 10;

    public static IEnumerable<Work> Of(PeerSet peers) => [.. Step(peers, 256, 64), .. Step(peers, 512, 256)];

    private static IEnumerable<Work> Step(PeerSet peers, int width, int batch) =>
        new TrainingStep(
            Dense(width, kernel: new Pattern(2)) >> new PowerRoot() >> Dense(Classes, kernel: new Pattern(3)),
            new Shape(Inputs),
            Classes,
            batch,
            "sgd"
        ).Against(
            peers,
            "user layer",
            $"step {Inputs}-user layer {width}-{Classes} sgd, batch {batch}",
            "user_layer",
            new
            {
                widths = new[] { Inputs, width, Classes },
                batch,
                optimizer = "sgd",
            }
        );

    /// <summary>y = x / √(mean x² + 1e-5), then y σ(1.5 y) + tanh(y) exp(-y²).</summary>
    private sealed record PowerRoot : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var y = x / ((x * x).ReduceMean([-1], keepDims: true) + 1e-5).Sqrt();
            return (y * (1.5 * y).Sigmoid()) + (y.Tanh() * (-(y * y)).Exp());
        }
    }
}
