using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Predictions of a model, and of its exported file in ONNX Runtime, each through the public method.</summary>
internal static class InferenceWorks
{
    public static IEnumerable<Work> Of(PeerSet peers) =>
        from widths in new int[][] { [784, 128, 10], [784, 512, 512, 10] }
        from batch in new[] { 1, 64 }
        select Predict(
            peers,
            $"inference {string.Join('-', widths)}, batch {batch}",
            MlpWorks.Layer(widths),
            new Shape(widths[0]),
            batch,
            MlpWorks.ForwardFlops(widths, batch)
        );

    /// <summary>The prediction work of any layer.</summary>
    public static Work Predict(PeerSet peers, string name, Layer layer, Shape input, int batch, double flops)
    {
        var model = new Lazy<Model<float>>(() =>
            Training.Of(layer, SoftmaxCrossEntropy(), Sgd(0)).Init(1, input).Model
        );
        var inputs = new Lazy<Tensor<float>>(() => Pattern.Tensor(new Shape(batch).Append(input), 1));
        return peers.IsOnCuda
            ? new Work("inference", name, () => In(Device.Cuda), PeerSet.Processor, Ours)
            : new Work("inference", name, Ours, PeerSet.OnnxRuntime, () => In(Device.Cpu), flops);

        LocalRun Ours() =>
            new(() => model.Value.Predict(inputs.Value), () => Doubles(model.Value.Predict(inputs.Value)));

        LocalRun In(Device device)
        {
            var predictor = OnnxPredictor.Load(model.Value.ToOnnx(), device, peers.Threads).OrThrow();
            return new(
                () => predictor.Predict(inputs.Value),
                () => Doubles(predictor.Predict(inputs.Value)),
                predictor
            );
        }
    }

    private static double[] Doubles(Tensor<float> tensor) => Array.ConvertAll(tensor.Span.ToArray(), x => (double)x);
}
