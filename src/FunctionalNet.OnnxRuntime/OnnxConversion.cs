using System.Collections.Immutable;
using FunctionalNet.Export;
using FunctionalNet.Quantization;
using FunctionalNet.Rewriting;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>Converts model files of any origin to another opset, to 16-bit weights, or to weights in a separate file.</summary>
public static class OnnxConversion
{
    private const int OldestOfBFloat16 = 13;
    private const double OfOpset = 1e-3;

    /// <summary>
    /// Converts a model and compares the two in ONNX Runtime. For another opset it is imported and exported again, with inputs and outputs
    /// of the same names and types; for all else its nodes are unchanged.
    /// </summary>
    /// <param name="from">The file of the model.</param>
    /// <param name="to">The file to write; an existing file is replaced atomically, or unchanged after any error.</param>
    /// <param name="options">The target, and samples for the comparison.</param>
    /// <returns>The differences between the two, or an error: a file cannot be read, an operator is not in the opset, or the difference
    /// exceeds the tolerance.</returns>
    /// <example><code>
    /// Console.WriteLine(OnnxConversion.Convert("digits.onnx", "digits.fp16.onnx", new() { Precision = Precision.Float16 }).OrThrow());
    /// </code></example>
    public static Either<Error, ComparisonReport> Convert(string from, string to, ConversionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(from);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        options ??= new();
        return FileRewriting.Write(
            from,
            to,
            model => Changed(model, from, options),
            options.ExternalData,
            options.Samples,
            options.Labels,
            options.Given,
            options.Tolerance
                ?? (options is { Opset: not null, Precision: Precision.Float32 } ? OfOpset : double.PositiveInfinity)
        );
    }

    private static Either<Error, ModelProto> Changed(ModelProto model, string path, ConversionOptions options)
    {
        var opset = OnnxModel.Version(model.OpsetImport);
        return (options.Opset is { } wanted && wanted != opset ? InOpset(model, path, wanted) : model).Bind(written =>
            Halved(written, path, options.Precision)
        );
    }

    private static Either<Error, ModelProto> Halved(ModelProto model, string path, Precision precision)
    {
        if (precision is not (Precision.Float16 or Precision.BFloat16))
        {
            return model;
        }

        var opset = OnnxModel.Version(model.OpsetImport);
        if (precision == Precision.BFloat16 && opset < OldestOfBFloat16)
        {
            return Error.New(
                $"{path} would be of opset {opset}, and casts of bfloat16 came with {OldestOfBFloat16}: ask for that opset too, or for float16"
            );
        }

        HalfWeights.Into(model.Graph, precision);
        return model;
    }

    // Of a file that is not read, such as for shapes that depend on data, the nodes may stand as they are.
    private static Either<Error, ModelProto> InOpset(ModelProto model, string path, int opset) =>
        Anew(model, path, opset)
            .BindLeft(error =>
                error.Code != OnnxModel.UnsupportedCode || opset is < Opsets.Oldest or > Opsets.Newest ? error
                : OpsetStamp.Into(model, opset) is { } why ? Error.New(error.Code, $"{error.Message}; and {why}")
                : Prelude.Right<Error, ModelProto>(model)
            );

    private static Either<Error, ModelProto> Anew(ModelProto model, string path, int opset) =>
        OnnxModel
            .Load(path, new ImportOptions { FreesDefaults = true })
            .Bind<ModelProto>(file =>
            {
                var options = new ExportOptions
                {
                    Opset = opset,
                    Precision = Declared.Precision(model.Graph),
                    Description = file.Description,
                    ModelVersion = file.ModelVersion,
                    Metadata = file.Metadata,
                };
                try
                {
                    // In double, which represents integers of a file exactly that float32 rounds.
                    string[] outputs = [.. model.Graph.Output.Select(output => output.Name)];
                    var written = OnnxExport.Of(
                        WithOwnVariables(file.Graph, outputs),
                        ImmutableDictionary<Expr, string>.Empty,
                        file.Values<double>(),
                        outputs,
                        options,
                        string.Empty
                    );
                    Declared.Restore(model.Graph, written.Graph);
                    written.Graph.Initializer.AddRange(DefaultInputs.Of(model.Graph).Values);
                    Structure.Check(written);
                    (written.ProducerName, written.ProducerVersion) = (model.ProducerName, model.ProducerVersion);
                    return written;
                }
                catch (Exception error)
                    when (error is InvalidOperationException or ArgumentException and not ArgumentNullException)
                {
                    return Error.New($"{path} cannot be written in opset {opset}: {error.Message}");
                }
            });

    // An output with the name of an input or a weight is that value.
    private static Graph WithOwnVariables(Graph graph, IReadOnlyList<string> outputs)
    {
        var variables = graph.Inputs.ToDictionary(input => input.Variable!.Path, StringComparer.Ordinal);
        return new(
            graph.Inputs,
            [.. graph.Outputs.Select((output, i) => variables.GetValueOrDefault(outputs[i], output))]
        );
    }
}
