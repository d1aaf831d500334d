using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>A small convolutional network from training to ONNX Runtime, and layers exported with a free batch axis.</summary>
public class Convolutions
{
    private const int Classes = 4;

    private static readonly Layer Network =
        Conv2d(6, 3, padding: Padding.Same, weight: HeNormal())
        >> Relu()
        >> MaxPool2d(2)
        >> Conv2d(8, 3, weight: HeNormal())
        >> Relu()
        >> AveragePool2d(2)
        >> Flatten()
        >> Dense(16)
        >> Relu()
        >> Dense(Classes);

    [Fact]
    public void A_network_of_convolutions_learns_and_runs_in_ONNX_Runtime_on_any_batch()
    {
        var training = Training.Of(Network, SoftmaxCrossEntropy(), Adam(0.01));
        var state = training.Init(1, new(1, 28, 28));
        var (images, labels) = Bars(32, 1);
        var first = training.Step(state, Batch.Of(images, labels)).Loss;
        for (var step = 0; step < 40; step++)
        {
            state = training.Step(state, Batch.Of(images, labels));
        }

        Assert.True(state.Loss < 0.2f * first, $"the loss went from {first} to {state.Loss}");

        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.onnx");
        try
        {
            state.Model.SaveOnnx(path).OrThrow();
            using var predictor = OnnxPredictor.Load(path).OrThrow();
            foreach (var batch in (int[])[1, 5, 32])
            {
                var (others, _) = Bars(batch, 100 + batch);
                Samples.Close(state.Model.Predict(others), predictor.Predict(others), 1e-4);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Layers_of_every_kind_run_in_ONNX_Runtime()
    {
        (Layer Layer, Shape Input)[] models =
        [
            (Conv1d(6, 5, stride: 2, padding: Padding.Same) >> MaxPool1d(3, stride: 2, ceiling: true), new(3, 19)),
            (Conv1d(4, 3, dilation: 2) >> AveragePool1d(2) >> ConvTranspose1d(2, 4, stride: 2), new(2, 15)),
            (Conv3d(4, (1, 3, 2), padding: 1) >> GlobalMaxPool() >> Flatten(), new(2, 3, 4, 5)),
            (Conv2d(6, 3, groups: 3, bias: false) >> GlobalAveragePool() >> Flatten(), new(3, 6, 7)),
            (ConvTranspose2d(4, 3, stride: 2, padding: Padding.Same, groups: 2) >> Relu(), new(2, 4, 5)),
        ];
        foreach (var (layer, input) in models)
        {
            var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.onnx");
            try
            {
                // SaveOnnx compares the file with ONNX Runtime on several batch sizes.
                var model = Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(3, input).Model;
                model.SaveOnnx(path).IfLeft(error => Assert.Fail($"{layer} on {input}: {error.Message}"));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    // Images of a bar in one of four directions at a random position, with noise.
    private static (Tensor<float> Images, Tensor<float> Labels) Bars(int count, int seed)
    {
        const int Side = 28;
        var random = new Random(seed);
        var labels = new float[count];
        var pixels = new float[count * Side * Side];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % Classes;
            var (x, y) = (random.Next(8, 20), random.Next(8, 20));
            var (dx, dy) = (i % Classes) switch
            {
                0 => (1, 0),
                1 => (0, 1),
                2 => (1, 1),
                _ => (1, -1),
            };
            for (var j = -7; j <= 7; j++)
            {
                pixels[(((i * Side) + y + (j * dy)) * Side) + x + (j * dx)] = 1;
            }
        }

        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] += 0.2f * random.NextSingle();
        }

        return (new(new(count, 1, Side, Side), pixels), new(new(count), labels));
    }
}
