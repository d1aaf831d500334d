using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Runtime;

/// <summary>Exported decoders with a cache in ONNX Runtime, against the model that reads all tokens in every step.</summary>
public sealed class OnnxDecoderTests : IDisposable
{
    private const int Vocabulary = 13;
    private const int Length = 24;

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string, Layer> All =>
        new()
        {
            {
                "rotary",
                Embedding(Vocabulary, 8) >> TransformerBlock(2, causal: true, rotary: true) >> Dense(Vocabulary)
            },
            {
                "sinusoidal and grouped",
                Embedding(Vocabulary, 12)
                    >> SinusoidalPositions()
                    >> Residual(RmsNorm() >> MultiHeadAttention(4, causal: true, keyValueHeads: 2))
                    >> TransformerBlock(3, causal: true)
                    >> Dense(Vocabulary)
            },
            { "GPT-2", Gpt2(Vocabulary, Length, 8, 2, 2) },
            { "Llama", Llama(Vocabulary, 12, 20, 2, 6, keyValueHeads: 2) },
        };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(All))]
    public void Each_token_is_that_of_the_model_without_a_cache(string name, Layer layer)
    {
        var model = Model(layer);
        using var decoder = OnnxDecoder.Load(Decoder<float>.Of(model).ToOnnx()).OrThrow();
        Assert.Equal(Length, decoder.Context);
        for (var key = 0; key < 3; key++)
        {
            foreach (
                var sampling in new[]
                {
                    new Sampling { Temperature = 0 },
                    new Sampling { TopP = 0.9, RepetitionPenalty = 1.2 },
                }
            )
            {
                int[] start = [name.Length % Vocabulary, key];
                Assert.Equal(
                    Generation.Generate<float>(model.Predict, start, Length, sampling, key).Take(Length - 2),
                    decoder.Generate(start, sampling, key).Take(Length - 2)
                );
            }
        }
    }

    [Fact]
    public void A_full_context_goes_on_as_in_this_library()
    {
        var decoder = Decoder<float>.Of(Model(Llama(Vocabulary, 8, 12, 1, 2)), 7);
        using var file = OnnxDecoder.Load(decoder.ToOnnx()).OrThrow();
        int[] start = [.. Enumerable.Range(0, 10)];
        Assert.Equal(decoder.Generate(start, key: 3).Take(30), file.Generate(start, key: 3).Take(30));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Vocabulary)]
    public void A_token_that_is_none_is_named_as_in_this_library(int token)
    {
        using var file = OnnxDecoder.Load(Decoder<float>.Of(Model(Llama(Vocabulary, 8, 12, 1, 2))).ToOnnx()).OrThrow();
        var error = Assert.Throws<LabelException>(() => file.Generate([1, token]).First());
        Assert.Equal((token, Vocabulary), (error.Label, error.Classes));
    }

    [Fact]
    public void Names_types_and_axes_are_those_that_others_use()
    {
        using var predictor = OnnxPredictor
            .Load(Decoder<float>.Of(Model(Llama(Vocabulary, 12, 20, 2, 6, keyValueHeads: 2))).ToOnnx())
            .OrThrow();
        string[] kept = ["0.key", "0.value", "1.key", "1.value"];
        const string Past = "[batch_size, 2, past_sequence_length, 2]";
        const string Present = "[batch_size, 2, total_sequence_length, 2]";
        Assert.Equal(
            [
                "input_ids: Int64[batch_size, sequence_length]",
                "attention_mask: Int64[batch_size, total_sequence_length]",
                "position_ids: Int64[batch_size, sequence_length]",
                .. kept.Select(name => $"past_key_values.{name}: Float{Past}"),
            ],
            predictor.Inputs.Select(input => $"{input}"),
            StringComparer.Ordinal
        );
        Assert.Equal(
            [
                $"logits: Float[batch_size, sequence_length, {Vocabulary}]",
                .. kept.Select(name => $"present.{name}: Float{Present}"),
            ],
            predictor.Outputs.Select(output => $"{output}"),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Shorter_sequences_of_a_batch_begin_with_padding(string name, Layer layer)
    {
        Assert.NotEmpty(name);
        var model = Model(layer);
        using var predictor = OnnxPredictor.Load(Decoder<float>.Of(model).ToOnnx()).OrThrow();
        Tensor<float>[] nothing =
        [
            .. predictor
                .Inputs.Skip(3)
                .Select(past => new Tensor<float>(new(2, past.Type.Shape[1], 0, past.Type.Shape[3]), [])),
        ];
        var scores = predictor
            .Run([
                new(new(2, 4), [0, 0, 5, 7, 1, 2, 3, 4]),
                new(new(2, 4), [0, 0, 1, 1, 1, 1, 1, 1]),
                new(new(2, 4), [0, 0, 0, 1, 0, 1, 2, 3]),
                .. nothing,
            ])[0]
            .Span.ToArray()
            .Chunk(Vocabulary)
            .ToArray();
        AreClose(Scores(5, 7), scores[2..4]);
        AreClose(Scores(1, 2, 3, 4), scores[4..]);

        float[][] Scores(params float[] tokens) =>
            [
                .. new Model<float>(layer, new(tokens.Length), model.Values)
                    .Predict(new(new(1, tokens.Length), tokens))
                    .Span.ToArray()
                    .Chunk(Vocabulary),
            ];

        static void AreClose(float[][] expected, float[][] actual) =>
            Assert.Equal(
                expected.SelectMany(row => row),
                actual.SelectMany(row => row),
                (a, b) => Math.Abs(a - b) < 1e-4 * (1 + Math.Abs(a))
            );
    }

    [Theory]
    [InlineData(21, Precision.Float32)]
    [InlineData(17, Precision.Float32)]
    [InlineData(14, Precision.Float32)]
    [InlineData(21, Precision.Float16)]
    public void A_file_is_written_once_ONNX_Runtime_agrees(int opset, Precision precision)
    {
        var decoder = Decoder<float>.Of(Model(Gpt2(Vocabulary, Length, 8, 2, 2)));
        var path = Path.Combine(folder, "model.onnx");
        var options = new ExportOptions
        {
            Opset = opset,
            Precision = precision,
            Labels = ["a", "b"],
        };
        var report = decoder.SaveOnnx(path, options).OrThrow();
        Assert.InRange(report.LargestDifference, 0, 1e-4);
        using var file = OnnxDecoder.Load(path).OrThrow();
        Assert.Equal(["a", "b"], file.Labels);
        Assert.Equal(5, file.Generate([1, 2]).Take(5).Count());
    }

    [Fact]
    public void Other_files_are_refused_with_the_reason()
    {
        var whole = Model(Embedding(3, 4) >> Dense(3)).ToOnnx();
        var error = OnnxDecoder.Load(whole).LeftAsEnumerable().Single().Message;
        Assert.Contains("there is no input 'input_ids'", error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "text.onnx"), "no model");
        Assert.True(OnnxDecoder.Load(Path.Combine(folder, "text.onnx")).IsLeft);
        Assert.True(OnnxDecoder.Load(Path.Combine(folder, "none.onnx")).IsLeft);
    }

    [Fact]
    public void Sequences_are_generated_side_by_side()
    {
        using var decoder = OnnxDecoder
            .Load(Decoder<float>.Of(Model(Llama(Vocabulary, 8, 12, 1, 2))).ToOnnx())
            .OrThrow();
        var alone = Enumerable.Range(0, 6).Select(key => decoder.Generate([1], key: key).Take(15).ToArray()).ToArray();
        var together = Enumerable
            .Range(0, 6)
            .Select(key => decoder.Generate([1], key: key).Take(15).ToArray())
            .AsParallel()
            .AsOrdered();
        Assert.Equal(alone, together);
        using var both = decoder.Generate([2], key: 9).GetEnumerator();
        Assert.True(both.MoveNext());
        Assert.Equal(alone[0], decoder.Generate([1], key: 0).Take(15));
        Assert.True(both.MoveNext());
    }

    private static Model<float> Model(Layer layer) =>
        Training.Of<float>(layer, SoftmaxCrossEntropy(), Sgd(0.1)).Init(5, new(Length)).Model;
}
