using FunctionalNet;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

internal static class TwentyLines
{
    public static void Run()
    {
        // Points in a square, labelled by whether they lie in a circle; a fifth of them is held out.
        Key key = 42;
        var points = new float[2 * 2_000];
        key.Split("points").Uniform<float>(points);
        var labels = points.Chunk(2).Select(p => double.Hypot(p[0] - 0.5, p[1] - 0.5) < 0.35 ? 1f : 0f).ToArray();
        var circle = new Dataset<float>(Tensor.Of(new(2_000, 2), points), Tensor.Vector(labels));
        var (learned, heldOut) = circle.HoldOut(0.2, key);

        // A model, a loss and an optimizer are values; training is a fold of a pure step over batches.
        Layer model = Dense(32) >> Gelu() >> Dense(32) >> Gelu() >> Dense(2);
        var training = Training.Of(model, SoftmaxCrossEntropy(), AdamW(CosineDecay(1e-2, total: 1_500)));
        var start = training.Init(key, learned.InputShape);
        var trained = training.Fold(start, learned.Shuffle(key).Batches(64).Repeat(epochs: 60));
        var test = heldOut.All();
        Console.WriteLine($"accuracy {Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets):P1}");

        // Every export is compared with ONNX Runtime before the file stands under its name.
        Console.WriteLine(trained.Model.SaveOnnx("circle.onnx", new() { Softmax = true }).OrThrow());
        using var predictor = OnnxPredictor.Load("circle.onnx", Device.Cuda.OrCpu()).OrThrow();
        var middle = predictor.Predict(Tensor.Of<float>(new(1, 2), 0.5f, 0.5f));
        Console.WriteLine($"on {predictor.Device}: the middle is inside with probability {middle[0, 1]:P1}");
    }
}
