using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>A file of a language model in ONNX Runtime, with its vocabulary.</summary>
internal sealed class TextModel : IDisposable
{
    private readonly IDisposable file;
    private readonly Func<int[], Sampling, Key, IEnumerable<int>> generate;

    private TextModel(IDisposable file, ITokenizer tokenizer, Func<int[], Sampling, Key, IEnumerable<int>> generate) =>
        (this.file, Tokenizer, this.generate) = (file, tokenizer, generate);

    /// <summary>Gets the vocabulary.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Opens a file: with a key-value cache, or for whole sequences.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">The device.</param>
    /// <param name="isOfLogits">Whether scores must be logits, so that a file that ends in a softmax is read up to it; otherwise
    /// log-probabilities do as well.</param>
    public static Either<Error, TextModel> Load(string path, Device device, bool isOfLogits = false) =>
        OnnxPredictor
            .Load(path, device)
            .Bind(predictor =>
            {
                var known =
                    from tokenizer in TokenizerOf(predictor)
                    from model in predictor.Inputs.Length == 1
                        ? isOfLogits
                            ? WithLogits(path, device, predictor).Bind(logits => Whole(logits, tokenizer))
                            : Whole(predictor, tokenizer)
                        : OnnxDecoder
                            .Load(path, device)
                            .Map(decoder => new TextModel(decoder, tokenizer, decoder.Generate))
                    select model;
                if (known.Map(model => model.file != predictor).IfLeft(true))
                {
                    predictor.Dispose();
                }

                return known.MapLeft(error =>
                    Error.New(
                        error.Message.StartsWith(path, StringComparison.Ordinal)
                            ? error.Message
                            : $"{path}: {error.Message}"
                    )
                );
            });

    /// <summary>The tokens generated after others.</summary>
    public IEnumerable<int> Generate(int[] start, Sampling sampling, Key key) => generate(start, sampling, key);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static Either<Error, OnnxPredictor> WithLogits(string path, Device device, OnnxPredictor predictor) =>
        OnnxModel
            .Load(path)
            .Bind(file => file.Logits())
            .Bind(logits => logits.Match(bytes => OnnxPredictor.Load(bytes, device), () => predictor));

    private static Either<Error, TextModel> Whole(OnnxPredictor predictor, ITokenizer tokenizer) =>
        predictor.Inputs[0].Type
            is { Element: ElementType.Int64, Shape: [{ IsKnown: false }, { IsKnown: true } length] }
        && predictor.Outputs is [{ Type: { Element: ElementType.Float, Shape: [_, _, { IsKnown: true }] } }]
            ? new TextModel(
                predictor,
                tokenizer,
                (start, sampling, key) =>
                    Generation.Generate<float>(
                        window => Scores(predictor.Predict(window)),
                        start,
                        length.Size,
                        sampling,
                        key
                    )
            )
            : Error.New(
                $"it takes {string.Join(", ", predictor.Inputs)} and gives {string.Join(", ", predictor.Outputs)}; to write on takes a causal model from tokens [batch, length] to scores [batch, length, tokens]"
            );

    private static Either<Error, ITokenizer> TokenizerOf(OnnxPredictor predictor)
    {
        if (predictor.Metadata.TryGetValue("pairs", out var json))
        {
            try
            {
                var pairs = JsonSerializer.Deserialize<int[][]>(json) ?? [];
                return BytePairTokenizer.Of(pairs.Select(pair => (pair[0], pair[1])));
            }
            catch (Exception e)
                when (e is JsonException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
            {
                return Error.New($"its metadata entry 'pairs' holds no byte pairs: {e.Message}");
            }
        }

        try
        {
            var tokenizer = CharacterTokenizer.Of(string.Concat(predictor.Labels));
            return
                predictor.Labels.Length == tokenizer.Count
                && predictor.Labels.Index().All(one => tokenizer.Decode(one.Index) == one.Item)
                && tokenizer.Count > 0
                ? tokenizer
                : NoTokens();
        }
        catch (ArgumentException)
        {
            return NoTokens();
        }
    }

    private static Either<Error, ITokenizer> NoTokens() =>
        Error.New("its metadata name neither characters ('labels') nor byte pairs ('pairs') for its tokens");

    // Files return probabilities, unless they were written without a softmax: scores are passed on unchanged.
    private static Tensor<float> Scores(Tensor<float> outputs)
    {
        var row = outputs.Span[..outputs.Shape[^1].Size];
        var sum = 0.0;
        foreach (var one in row)
        {
            sum += one < 0 ? double.NaN : one;
        }

        return Math.Abs(sum - 1) < 1e-3
            ? new(outputs.Shape, [.. outputs.Span.ToArray().Select(one => MathF.Log(one))])
            : outputs;
    }
}
