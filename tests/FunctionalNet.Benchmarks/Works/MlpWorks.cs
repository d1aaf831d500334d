using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Training steps of networks of dense layers with ReLU between them, against PyTorch.</summary>
internal static class MlpWorks
{
    public static IEnumerable<Work> Of(PeerSet peers) =>
        from optimizer in new[] { "sgd", "adam" }
        from network in new (string Family, int[] Widths, int[] Batches)[]
        {
            ("small mlp", [784, 128, 10], [32, 64, 128]),
            ("wide mlp", [784, 512, 512, 10], [128, 512]),
        }
        from batch in network.Batches
        from work in Step(
            peers,
            $"{network.Family} {optimizer}",
            $"step {string.Join('-', network.Widths)} {optimizer}, batch {batch}",
            network.Widths,
            batch,
            optimizer
        )
        select work;

    /// <summary>The training-step work of an MLP.</summary>
    public static IEnumerable<Work> Step(
        PeerSet peers,
        string family,
        string name,
        int[] widths,
        int batch,
        string optimizer
    ) =>
        new TrainingStep(Layer(widths), new Shape(widths[0]), widths[^1], batch, optimizer).Against(
            peers,
            family,
            name,
            "mlp",
            new
            {
                widths,
                batch,
                optimizer,
            },
            Flops(widths, batch)
        );

    /// <summary>Dense layers with ReLU between them.</summary>
    public static Layer Layer(int[] widths) =>
        widths
            .Skip(1)
            .Select((units, i) => Dense(units, kernel: new Pattern(2 + i)))
            .Aggregate((first, next) => first >> Relu() >> next);

    /// <summary>The floating-point operations of the matrix products of one forward pass.</summary>
    public static double ForwardFlops(int[] widths, int batch) =>
        2.0 * batch * widths.Zip(widths.Skip(1), (a, b) => (double)a * b).Sum();

    // One product forward and two backward for each layer, except for the gradient of the input, which is not computed.
    private static double Flops(int[] widths, int batch) =>
        (3 * ForwardFlops(widths, batch)) - ForwardFlops(widths[..2], batch);
}
