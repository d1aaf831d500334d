using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>A layer that a user wrote of plain operators, for which neither side has a fused kernel, in a training step against PyTorch.</summary>
internal static class UserLayerWorks
{
    public static IEnumerable<Work> Of(PeerSet peers) =>
        new[] { (Batch: 64, Width: 256), (Batch: 256, Width: 512) }.Select(size =>
        {
            int[] widths = [64, size.Width, 10];
            return new Work(
                "user layer",
                $"step 64-user layer {size.Width}-10 sgd, batch {size.Batch}",
                () =>
                    MlpWorks.Ours(
                        Dense(size.Width, kernel: new Pattern(2))
                            >> new PowerRoot()
                            >> Dense(10, kernel: new Pattern(3)),
                        64,
                        10,
                        size.Batch,
                        "sgd"
                    ),
                Torch.Name,
                () =>
                    peers.Torch.Run(
                        "user_layer",
                        new
                        {
                            widths,
                            batch = size.Batch,
                            optimizer = "sgd",
                        }
                    )
            );
        });

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
