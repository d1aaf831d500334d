using FunctionalNet.Quantization;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>Quantizes model files of any origin to 8 bits, and verifies them.</summary>
public static class OnnxQuantization
{
    /// <summary>
    /// Quantizes the matrix products and convolutions with weights of a model to 8-bit integers: a quarter of the size. Weights have one
    /// scale per output; activations use the range of the calibration, or of each batch without one. The results are the same on every
    /// processor, unless 8 signed bits are requested. Products whose sums could overflow 32 bits stay in float32.
    /// </summary>
    /// <param name="from">The file of the model, in float32.</param>
    /// <param name="to">The file to write; an existing file is replaced atomically, or unchanged after any error.</param>
    /// <param name="options">Calibration, and samples for the comparison.</param>
    /// <returns>The differences from the float32 model, or an error: a file cannot be read, has nothing to quantize, or gives non-finite
    /// numbers where the float32 model does not.</returns>
    /// <example><code>
    /// var report = OnnxQuantization.Quantize("digits.onnx", "digits.int8.onnx", new() { Calibration = digits.Inputs }).OrThrow();
    /// Console.WriteLine(report);
    /// </code></example>
    public static Either<Error, ComparisonReport> Quantize(string from, string to, QuantizationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(from);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        options ??= new();
        var form = WeightForm.Of(options.SignedBits);
        return FileRewriting
            .Write(
                from,
                to,
                model =>
                    options.Calibration is { } samples
                        ? Static(model, from, samples, form)
                        : Dynamic(model, from, form),
                isExternal: false,
                options.Samples,
                options.Labels,
                options.Given
            )
            .Map(report => report with { Weights = $"{form}" });
    }

    private static Either<Error, ModelProto> Dynamic(ModelProto model, string path, WeightForm form) =>
        Checked(model, path, DynamicInt8.OldestOpset)
            .Bind(_ => Counted(model, path, DynamicInt8.Into(model.Graph, form)));

    private static Either<Error, ModelProto> Static(
        ModelProto model,
        string path,
        Tensor<float> samples,
        WeightForm form
    ) =>
        from there in Checked(model, path, StaticInt8.OldestOpset)
        from activations in Activations(model, path)
        from ranges in ActivationRanges.Of(model, path, activations, samples)
        from quantized in Counted(model, path, StaticInt8.Into(model.Graph, ranges, form))
        select quantized;

    private static Either<Error, List<string>> Activations(ModelProto model, string path)
    {
        var names = StaticInt8.Activations(model.Graph).ToList();
        return Counted(model, path, names.Count).Map(_ => names);
    }

    private static Either<Error, ModelProto> Checked(ModelProto model, string path, int oldest)
    {
        var opset = OnnxModel.Version(model.OpsetImport);
        return opset >= oldest
            ? model
            : Error.New(
                $"{path} is of opset {opset}; the operators of whole numbers came with {oldest}: convert it first"
            );
    }

    private static Either<Error, ModelProto> Counted(ModelProto model, string path, int count) =>
        count > 0
            ? model
            : Error.New(
                $"{path} has nothing to quantize: no MatMul, Gemm or Conv with a weight in float32, of finite numbers, whose sums fit into 32 bits, and which is not the default of an input"
            );
}
