namespace FunctionalNet.Cli.Tests.Readme;

internal static class Export
{
    public static void Run(Model<float> model)
    {
        var options = new ExportOptions
        {
            Normalization = Normalization.Of(mean: 0, scale: 255),
            Softmax = true,
            Labels = ["cat", "dog"],
            Description = "Tells cats from dogs.",
        };
        var report = model.SaveOnnx("pets.onnx", options).OrThrow();
        Console.WriteLine($"{report.Path}: at most {report.LargestDifference:E1} from ONNX Runtime");
    }
}
