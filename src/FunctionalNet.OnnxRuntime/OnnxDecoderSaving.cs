using System.Numerics;
using FunctionalNet.Export;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Writes decoders to files, and verifies them.</summary>
public static class OnnxDecoderSaving
{
    private const int Rows = 2;

    /// <summary>
    /// Writes a decoder as ONNX, with the names of <see cref="OnnxDecoderExport.ToOnnx"/>. The file is loaded in ONNX Runtime and run on
    /// some tokens in steps of several sizes; it is published only if all scores agree with this library's.
    /// </summary>
    /// <param name="decoder">The model, with its context.</param>
    /// <param name="path">The file; an existing one is replaced atomically, or unchanged after any error.</param>
    /// <param name="options">Precision, opset, labels, descriptions and the tolerance.</param>
    /// <returns>The report, or an error: the file cannot be written, or ONNX Runtime does not agree.</returns>
    /// <example><code>
    /// ExportReport report = Decoder&lt;float>.Of(trained.Model).SaveOnnx("model.onnx", new() { Labels = ["a", "b"] }).OrThrow();
    /// </code></example>
    public static Either<Error, ExportReport> SaveOnnx<T>(
        this Decoder<T> decoder,
        string path,
        ExportOptions? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        return VerifiedFile.Write(
            path,
            draft =>
            {
                var proto = OnnxDecoderExport.Of(decoder, options);
                ModelFile.Write(proto, draft, options.ExternalData);
                return OrtSession
                    .Open(draft.Path, Device.Cpu, threads: 0)
                    .Bind(session =>
                    {
                        using (session)
                        {
                            return OnnxDecoder
                                .Of(session)
                                .Bind(file => Compare(Rounded(decoder, options), file, options.Tolerance))
                                .Map(largest =>
                                    ExportReport.Of(path, draft, proto, session, largest, [Rows]) with
                                    {
                                        Parameters = decoder.Model.Values.Sum(value => (long)value.Value.Length),
                                    }
                                );
                        }
                    });
            }
        );
    }

    // With the weights as stored in the file.
    private static Decoder<T> Rounded<T>(Decoder<T> decoder, ExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var model = decoder.Model;
        var values = model.Values.ToDictionary(
            value => value.Key,
            value => StoredWeights.Round(value.Key, value.Value, options.Precision),
            StringComparer.Ordinal
        );
        return Decoder<T>.Of(new Model<T>(model.Layer, model.Input, values), decoder.Context);
    }

    // A prompt, then one token, then several.
    private static Either<Error, double> Compare<T>(Decoder<T> decoder, OnnxDecoder file, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var cache = decoder.Empty(Rows);
        var past = new OnnxDecoder.Past();
        Either<Error, double> largest = 0.0;
        try
        {
            foreach (var count in new[] { 5, 1, 3 }.Where(count => cache.Length + count <= decoder.Context))
            {
                float[] tokens =
                [
                    .. Enumerable.Range(cache.Length, Rows * count).Select(i => (float)(i * (i + 1) / 2 % 2)),
                ];
                Tensor<T> own = new(new(Rows, count), [.. tokens.Select(T.CreateChecked)]);
                (var ours, cache) = decoder.Step(own, cache);
                (var theirs, past) = file.Step(new(new(Rows, count), tokens), past);
                Tensor<T> same = new(theirs.Shape, [.. theirs.Span.ToArray().Select(T.CreateChecked)]);
                largest = largest.Bind(worst => Agreement.Of(ours, same, tolerance).Map(next => Math.Max(worst, next)));
            }
        }
        finally
        {
            past.Dispose();
        }

        return largest;
    }
}
