using FunctionalNet;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

internal static class PackageOnnx
{
    public static void Run()
    {
        // A file of a model that was just begun; its batch axis is free.
        var training = Training.Of(Dense(8) >> Relu() >> Dense(2), SoftmaxCrossEntropy(), Adam(1e-3));
        var model = training.Init(key: 1, input: new(4)).Model;
        File.WriteAllBytes("pets.onnx", model.ToOnnx(new() { Softmax = true, Labels = ["cat", "dog"] }));

        // Read again: its layer without the softmax is trained on with another optimizer.
        var file = OnnxModel.Load("pets.onnx").OrThrow();
        var read = file.ToModel<float>().OrThrow();
        var further = Training.Of(read.Layer.BeforeSoftmax(), SoftmaxCrossEntropy(), Sgd(0.1));
        var parameters = further.Init(key: 2, read.Input).Parameters;
        Console.WriteLine($"{string.Join(" or ", file.Labels)}, by {parameters.Count()} parameters");
    }
}
