using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// Training steps and predictions of a small network of two convolutions, two pools and two dense layers on images of 28 x 28,
/// against PyTorch and ONNX Runtime.
/// </summary>
internal static class CnnWorks
{
    private const int Classes = 10;
    private static readonly Shape Image = new(1, 28, 28);

    private static readonly Layer Network =
        Conv2d(32, 3, padding: Padding.Same, weight: new Pattern(2))
        >> Relu()
        >> MaxPool2d(2)
        >> Conv2d(64, 3, padding: Padding.Same, weight: new Pattern(3))
        >> Relu()
        >> MaxPool2d(2)
        >> Flatten()
        >> Dense(128, kernel: new Pattern(4))
        >> Relu()
        >> Dense(Classes, kernel: new Pattern(5));

    public static IEnumerable<Work> Of(PeerSet peers) =>
        [
            .. new[] { 32, 64 }.SelectMany(batch => Step(peers, batch)),
            .. new[] { 1, 64 }.Select(batch =>
                InferenceWorks.Predict(
                    peers,
                    $"inference small cnn, batch {batch}",
                    Network,
                    Image,
                    batch,
                    batch * (First + Rest)
                )
            ),
        ];

    private static double First => 2.0 * 28 * 28 * 32 * 9;

    private static double Rest => 2.0 * ((14 * 14 * 64 * 32 * 9) + (7 * 7 * 64 * 128) + (128 * Classes));

    // The FLOP count of the first layer has no gradient of the images, which is not computed.
    private static IEnumerable<Work> Step(PeerSet peers, int batch) =>
        new TrainingStep(Network, Image, Classes, batch, "adam").Against(
            peers,
            "small cnn adam",
            $"step small cnn adam, batch {batch}",
            "cnn",
            new { batch, optimizer = "adam" },
            batch * ((2 * First) + (3 * Rest))
        );
}
