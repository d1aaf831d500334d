using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalNet.Export;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet;

/// <summary>Exports decoders to ONNX.</summary>
public static class OnnxDecoderExport
{
    /// <summary>
    /// The bytes of a file for incremental decoding, with the names that generation runtimes expect: <c>input_ids</c> and
    /// <c>position_ids</c> [batch, tokens], <c>attention_mask</c> [batch, all tokens] and <c>past_key_values.0.key</c>, <c>.value</c> and
    /// so on, [batch, heads, past tokens, width], to <c>logits</c> [batch, tokens, vocabulary] and <c>present.0.key</c> and so on, [batch,
    /// heads, all tokens, width].
    /// </summary>
    /// <remarks>
    /// The first step has a past of 0 tokens. Positions count the unmasked tokens from 0, so shorter sequences of a batch start with
    /// padding of mask 0. The metadata entry <c>context</c> is the maximum number of tokens of a sequence.
    /// </remarks>
    /// <param name="decoder">The model, with its context.</param>
    /// <param name="options">Precision, opset, labels and descriptions; names, normalization and output options are ignored.</param>
    /// <exception cref="ArgumentOutOfRangeException">The opset is too old or too new.</exception>
    /// <exception cref="InvalidOperationException">An operator of the model cannot be exported with free axes, or in the opset.</exception>
    /// <example><code>File.WriteAllBytes("model.onnx", Decoder&lt;float>.Of(trained.Model).ToOnnx());</code></example>
    public static byte[] ToOnnx<T>(this Decoder<T> decoder, ExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var proto = Of(decoder, options ?? new());
        return ExternalData.IsNeeded(proto)
            ? throw new InvalidOperationException(
                "The weights take more than 2 GB, which one file cannot hold; SaveOnnx writes them into a file beside it."
            )
            : proto.ToByteArray();
    }

    /// <summary>The message of a decoder.</summary>
    internal static ModelProto Of<T>(Decoder<T> decoder, ExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(decoder);
        var names = new DecoderNames();
        var decoding = GrowingDecoding.Of(decoder.Context, names);
        var trace = new Trace(isTraining: false) { Decoding = decoding };
        var logits = trace.Compose(decoder.Model.Layer, decoding.Tokens);
        var graph = new Graph(
            [
                decoding.Tokens,
                decoding.Mask,
                decoding.Positions,
                .. decoding.States.Select(state => state.Past),
                .. trace.Variables,
            ],
            [logits, .. decoding.States.Select(state => state.Present)]
        );
        var outputs = decoding.States.Select((_, i) => names.Present(i / 2, i % 2 == 1)).Prepend(names.Logits);
        var values = decoder.Model.Values.ToImmutableSortedDictionary(
            value => value.Key,
            value => StoredWeights.Round(value.Key, value.Value, options.Precision),
            StringComparer.Ordinal
        );
        var context = decoder.Context.ToString(CultureInfo.InvariantCulture);
        return OnnxExport.Of(
            graph,
            trace.Origins,
            values,
            [.. outputs],
            options with
            {
                Metadata = options
                    .Metadata.ToImmutableSortedDictionary(StringComparer.Ordinal)
                    .SetItem(OnnxMetadata.ContextKey, context),
            },
            decoder.Model.Recipe
        );
    }
}
