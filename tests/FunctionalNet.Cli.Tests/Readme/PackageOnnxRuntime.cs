using FunctionalNet;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

internal static class PackageOnnxRuntime
{
    public static void Run()
    {
        var training = Training.Of(Dense(8) >> Relu() >> Dense(3), SoftmaxCrossEntropy(), Adam(1e-3));
        var state = training.Init(key: 1, input: new(4));

        // Every export is compared with ONNX Runtime before the file stands under its name.
        Console.WriteLine(state.Model.SaveOnnx("flowers.onnx", new() { Softmax = true }).OrThrow());

        // A predictor serves many threads at once, and files of any origin.
        using var predictor = OnnxPredictor.Load("flowers.onnx", Device.Cuda.OrCpu()).OrThrow();
        var probabilities = predictor.Predict(Tensor.Of<float>(new(1, 4), 5.1f, 3.5f, 1.4f, 0.2f));
        Console.WriteLine($"on {predictor.Device}: {string.Join(", ", probabilities.Span.ToArray())}");
    }
}
