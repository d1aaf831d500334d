using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Training steps of networks of dense layers with ReLU between them, against PyTorch.</summary>
internal static class MlpWorks
{
    public static IEnumerable<Work> Of(PeerSet peers) =>
        new[] { "sgd", "adam" }.SelectMany(optimizer =>
            new[] { 32, 64, 128 }
                .Select(batch => Step(peers, "small mlp", [784, 128, 10], batch, optimizer))
                .Concat(
                    new[] { 128, 512 }.Select(batch => Step(peers, "wide mlp", [784, 512, 512, 10], batch, optimizer))
                )
        );

    /// <summary>A training step.</summary>
    public static Work Step(
        PeerSet peers,
        string family,
        int[] widths,
        int batch,
        string optimizer,
        string? name = null
    ) =>
        new(
            $"{family} {optimizer}",
            name ?? $"step {string.Join('-', widths)} {optimizer}, batch {batch}",
            () => Ours(Layer(widths), widths[0], widths[^1], batch, optimizer),
            Torch.Name,
            () =>
                peers.Torch.Run(
                    "mlp",
                    new
                    {
                        widths,
                        batch,
                        optimizer,
                    }
                ),
            Flops(widths, batch)
        );

    /// <summary>The training of a layer on a batch of patterns.</summary>
    public static IRun Ours(Layer layer, int inputs, int classes, int batch, string optimizer) =>
        new FoldRun(
            Training.Of(layer, SoftmaxCrossEntropy(), optimizer == "adam" ? Adam(1e-3) : Sgd(1e-3)),
            new Shape(inputs),
            Batch.Of(Pattern.Tensor(new(batch, inputs), 1), Pattern.Labels(batch, classes))
        );

    /// <summary>Dense layers with ReLU between them.</summary>
    public static Layer Layer(int[] widths) =>
        widths
            .Skip(1)
            .Select((units, i) => Dense(units, kernel: new Pattern(2 + i)))
            .Aggregate((first, next) => first >> Relu() >> next);

    // A product forward and two backward; the gradient of the input is not asked for.
    private static double Flops(int[] widths, int batch) =>
        2.0
        * batch
        * ((3.0 * widths.Zip(widths.Skip(1), (a, b) => (double)a * b).Sum()) - ((double)widths[0] * widths[1]));
}
