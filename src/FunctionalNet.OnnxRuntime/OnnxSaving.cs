using System.Numerics;
using FunctionalNet.Export;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Writes models to files, and verifies them.</summary>
public static class OnnxSaving
{
    /// <summary>
    /// Writes a model as ONNX: [batch, ...] to the model's output. The file is loaded in ONNX Runtime and run on random batches of several
    /// sizes, and on the caller's samples; it is published only if every output agrees with this library's.
    /// </summary>
    /// <param name="model">The model, exported for inference.</param>
    /// <param name="path">The file; an existing one is replaced atomically, or unchanged after any error.</param>
    /// <param name="options">Names, normalization, softmax, labels, descriptions and the tolerance.</param>
    /// <param name="samples">Inputs for the comparison besides random ones, [n, ...], before any normalization in the file.</param>
    /// <returns>The report, or an error: the file cannot be written, or ONNX Runtime does not agree.</returns>
    /// <exception cref="ShapeException">The samples or the normalization do not match the model's input shape.</exception>
    /// <example><code>
    /// ExportReport report = trained.Model.SaveOnnx("digits.onnx", new() { Softmax = true }, digits.Inputs).OrThrow();
    /// </code></example>
    public static Either<Error, ExportReport> SaveOnnx<T>(
        this Model<T> model,
        string path,
        ExportOptions? options = null,
        Tensor<T>? samples = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        var deployment = new Deployment<T>(model, options);
        if (samples is not null && (samples.Shape.Rank == 0 || samples.Shape[1..] != deployment.Sample.Shape))
        {
            throw new ShapeException(
                nameof(SaveOnnx),
                $"the samples are {samples.Shape}",
                $"give a batch of {new Shape(Dim.Named("n")).Append(deployment.Sample.Shape)}"
            );
        }

        return VerifiedFile.Write(
            path,
            draft =>
            {
                var proto = OnnxExport.Of(model, options);
                ModelFile.Write(proto, draft, options.ExternalData);
                Tensor<T>[] batches = [.. Comparison.Batches(deployment, options, samples)];
                var exact = new Deployment<T>(model, options with { Precision = Precision.Float32 });
                return OrtSession
                    .Open(draft.Path, Device.Cpu, threads: 0)
                    .Bind(session =>
                    {
                        using (session)
                        {
                            return Comparison
                                .Of(deployment, session, batches, options.Tolerance)
                                .Map(largest =>
                                    ExportReport.Of(path, draft, proto, session, largest, batches.Select(Rows)) with
                                    {
                                        Parameters = deployment.Parameters,
                                        Rounding = options.Precision is Precision.Float16 or Precision.BFloat16
                                            ? Comparison.OfRounding(deployment, exact, batches)
                                            : 0,
                                    }
                                );
                        }
                    });
            }
        );

        static int Rows(Tensor<T> batch) => batch.Shape[0].Size;
    }
}
