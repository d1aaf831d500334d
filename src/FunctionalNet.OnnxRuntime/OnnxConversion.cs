using System.Collections.Immutable;
using FunctionalNet.Export;
using FunctionalNet.Quantization;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>Brings model files of any origin to another opset, to weights of 16 bits, or to weights in a file of their own.</summary>
public static class OnnxConversion
{
    /// <summary>
    /// Writes a model in another form and compares the two in ONNX Runtime. For another opset it is read into this library's
    /// operators and written again; for all else its nodes stay as they are.
    /// </summary>
    /// <param name="from">The file of the model.</param>
    /// <param name="to">The file to write; what is there is replaced at once, or stays as it is where anything fails.</param>
    /// <param name="options">What it is to become, and samples to compare the two on.</param>
    /// <returns>The differences between the two, or an error: a file cannot be read, or an operator is not in the opset.</returns>
    /// <example><code>
    /// Console.WriteLine(OnnxConversion.Convert("digits.onnx", "digits.fp16.onnx", new() { Precision = Precision.Float16 }).OrThrow());
    /// </code></example>
    public static Either<Error, ComparisonReport> Convert(string from, string to, ConversionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(from);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        options ??= new();
        return ModelFile
            .Read(from)
            .Bind(model => options.Opset is { } opset && opset != Opset(model) ? Rewritten(model, from, opset) : model)
            .Bind(model =>
                JudgedFile.Write(
                    to,
                    draft =>
                    {
                        if (options.Precision is Precision.Float16 or Precision.BFloat16)
                        {
                            HalfWeights.Into(model.Graph, options.Precision);
                        }

                        ModelFile.Write(model, draft, options.ExternalData);
                        return OnnxComparison.Of(from, draft.Path, options.Samples, options.Labels);
                    }
                )
            );
    }

    private static long Opset(ModelProto model) =>
        model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;

    private static Either<Error, ModelProto> Rewritten(ModelProto model, string path, int opset) =>
        OnnxModel
            .Load(path)
            .Bind<ModelProto>(file =>
            {
                var options = new ExportOptions
                {
                    Opset = opset,
                    Description = file.Description,
                    ModelVersion = file.ModelVersion,
                    Metadata = file.Metadata,
                };
                try
                {
                    var written = OnnxExport.Of(
                        file.Graph,
                        ImmutableDictionary<Expr, string>.Empty,
                        file.Values<float>(),
                        [.. model.Graph.Output.Select(output => output.Name)],
                        options,
                        string.Empty
                    );
                    (written.ProducerName, written.ProducerVersion) = (model.ProducerName, model.ProducerVersion);
                    return written;
                }
                catch (Exception error)
                    when (error is InvalidOperationException or ArgumentException and not ArgumentNullException)
                {
                    return Error.New($"{path} cannot be written in opset {opset}: {error.Message}");
                }
            });
}
