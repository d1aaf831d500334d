using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// The time of a training step as a function of batch size, width and depth, to reveal irregular growth in the share of the peak and in the
/// ratio to PyTorch.
/// </summary>
internal static class GrowthWorks
{
    public static IEnumerable<Work> Of(PeerSet peers) =>
        [
            .. new[] { 1, 4, 16, 64, 256, 1024, 4096 }.SelectMany(batch =>
                Grow(peers, "batch", batch, [784, 128, 10], batch, "adam")
            ),
            .. new[] { 64, 128, 256, 512, 1024, 2048, 4096 }.SelectMany(width =>
                Grow(peers, "width", width, [256, width, width, 10], 64, "sgd")
            ),
            .. new[] { 1, 2, 4, 8, 16, 32, 64 }.SelectMany(depth =>
                Grow(peers, "depth", depth, [64, .. Enumerable.Repeat(128, depth), 10], 64, "sgd")
            ),
        ];

    private static IEnumerable<Work> Grow(
        PeerSet peers,
        string what,
        int value,
        int[] widths,
        int batch,
        string optimizer
    )
    {
        var layers = what == "depth" ? $"{widths[0]}-{widths[1]} x {value}-{widths[^1]}" : string.Join('-', widths);
        return MlpWorks.Step(
            peers,
            $"growth by {what}",
            $"growth by {what} {value}: step {layers} {optimizer}, batch {batch}",
            widths,
            batch,
            optimizer
        );
    }
}
