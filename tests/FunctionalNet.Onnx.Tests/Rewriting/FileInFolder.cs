using System.Collections.Immutable;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>A temporary folder with a model and the files written from it.</summary>
internal sealed class FileInFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    /// <summary>The rewritings that keep the nodes of the graph: quantization and conversion to 16 bits.</summary>
    public static string[] Rewritings { get; } = ["dynamic", "static", "float16", "bfloat16"];

    public string this[string name] => Path.Combine(folder.FullName, name);

    public FileInFolder With(ModelProto model, string name = "model.onnx")
    {
        File.WriteAllBytes(this[name], model.ToByteArray());
        return this;
    }

    /// <summary>Rewrites model.onnx into written.onnx.</summary>
    public Either<Error, ComparisonReport> Rewrite(string how, Tensor<float>? samples, int? signedBits = null) =>
        how switch
        {
            "dynamic" or "static" => OnnxQuantization.Quantize(
                this["model.onnx"],
                this["written.onnx"],
                new()
                {
                    Calibration = how == "static" ? samples : null,
                    SignedBits = signedBits,
                    Samples = samples,
                }
            ),
            _ => Convert(new() { Precision = Enum.Parse<Precision>(how, ignoreCase: true), Samples = samples }),
        };

    /// <summary>Converts model.onnx into written.onnx.</summary>
    public Either<Error, ComparisonReport> Convert(ConversionOptions options) =>
        OnnxConversion.Convert(this["model.onnx"], this["written.onnx"], options);

    public ModelProto Written() => ModelProto.Parser.ParseFrom(File.ReadAllBytes(this["written.onnx"]));

    /// <summary>Runs a file in ONNX Runtime: all of its outputs.</summary>
    public ImmutableArray<Tensor<float>> Run(string name, params Tensor<float>[] inputs)
    {
        using var predictor = OnnxPredictor.Load(this[name]).OrThrow();
        return predictor.Run(inputs);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
