using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Decoding;

/// <summary>Decoding a few tokens at a time with a cache gives the scores of the whole sequence.</summary>
public class DecoderTests
{
    private const int Vocabulary = 11;

    public static TheoryData<string, Layer> Models =>
        new()
        {
            { "rotary", Tokens() >> TransformerBlock(2, causal: true, rotary: true) >> Dense(Vocabulary) },
            {
                "two blocks, sinusoidal",
                Tokens()
                    >> SinusoidalPositions()
                    >> TransformerBlock(2, causal: true)
                    >> TransformerBlock(4, causal: true, norm: RmsNorm())
                    >> LayerNorm()
                    >> Dense(Vocabulary)
            },
            {
                "learned positions",
                Tokens() >> LearnedPositions(90) >> TransformerBlock(1, causal: true) >> Dense(Vocabulary)
            },
            {
                "grouped heads",
                Tokens()
                    >> Residual(MultiHeadAttention(6, 2, causal: true, rotary: true, keyValueHeads: 2, period: 500))
                    >> Dense(Vocabulary)
            },
            {
                "one head of keys",
                Tokens()
                    >> Residual(MultiHeadAttention(4, causal: true, bias: false, keyValueHeads: 1))
                    >> Dense(Vocabulary)
            },
            { "one layer in two places", Tokens() >> Twice() >> Dense(Vocabulary) },
        };

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_parts_of_a_sequence_have_the_scores_of_the_whole(string name, Layer layer)
    {
        var random = new System.Random(name.Length);
        var model = Model<double>(layer, 80);
        var decoder = Decoder<double>.Of(model);
        foreach (var rows in new[] { 1, 3 })
        {
            // 80 tokens exceed the cache's first and second capacity, so that it grows twice.
            double[] tokens = [.. Enumerable.Range(0, rows * 80).Select(_ => (double)random.Next(Vocabulary))];
            var whole = model.Predict(new(new(rows, 80), tokens));
            var cache = decoder.Empty(rows);
            for (var start = 0; start < 80; )
            {
                var count = Math.Min(80 - start, random.Next(3) == 0 ? random.Next(2, 30) : 1);
                var part = Part(tokens, rows, 80, start, count);
                (var scores, cache) = decoder.Step(new(new(rows, count), part), cache);
                Assert.Equal(
                    Part(whole.Span.ToArray(), rows, 80 * Vocabulary, start * Vocabulary, count * Vocabulary),
                    scores.Span.ToArray(),
                    (a, b) => Math.Abs(a - b) < 1e-12
                );
                start += count;
                Assert.Equal((rows, start), (cache.Rows, cache.Length));
            }
        }
    }

    [Fact]
    public void A_cache_stays_as_it_is_whatever_goes_on_from_it()
    {
        var decoder = Decoder<float>.Of(
            Model<float>(Tokens() >> TransformerBlock(2, causal: true, rotary: true) >> Dense(Vocabulary), 40)
        );
        var (_, cache) = decoder.Step(Row(3, 1, 4), decoder.Empty());
        var first = decoder.Step(Row(1), cache);
        var other = decoder.Step(Row(5, 9, 2, 6), cache);
        var again = decoder.Step(Row(1), cache);
        Assert.Equal(first.Scores.Span.ToArray(), again.Scores.Span.ToArray());
        Assert.Equal((3, 4, 7), (cache.Length, first.Cache.Length, other.Cache.Length));
        Assert.Equal(
            decoder.Step(Row(7), first.Cache).Scores.Span.ToArray(),
            decoder.Step(Row(7), again.Cache).Scores.Span.ToArray()
        );
    }

    [Fact]
    public void Heads_that_share_keys_and_values_are_heads_whose_keys_and_values_are_alike()
    {
        const int Width = 3;
        Layer Of(int? shared) => MultiHeadAttention(4, Width, causal: true, rotary: false, keyValueHeads: shared);
        var grouped = Model<double>(Of(2), 5, 7);
        var values = grouped.Values.ToDictionary(
            value => value.Key,
            value =>
                value.Key.StartsWith("key", StringComparison.Ordinal)
                || value.Key.StartsWith("value", StringComparison.Ordinal)
                    ? Repeated(value.Value)
                    : value.Value,
            StringComparer.Ordinal
        );
        var whole = new Model<double>(Of(null), new(5, 7), values);
        var x = new Tensor<double>(new(2, 5, 7), [.. Enumerable.Range(0, 70).Select(i => Math.Sin(i * i))]);
        Assert.Equal(
            whole.Predict(x).Span.ToArray(),
            grouped.Predict(x).Span.ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-13
        );

        // Repeats each head, so that two neighboring heads are equal.
        static Tensor<double> Repeated(Tensor<double> value)
        {
            var rows = value
                .Span.ToArray()
                .Chunk(2 * Width)
                .SelectMany(row => row.Chunk(Width).SelectMany(head => head.Concat(head)));
            return new(value.Shape.With(value.Shape.Rank - 1, 4 * Width), [.. rows]);
        }
    }

    [Theory]
    [InlineData(0, null, 1, 1)]
    [InlineData(0.9, null, 1, 1)]
    [InlineData(1.5, 4, 0.8, 1.3)]
    public void What_is_generated_is_what_is_generated_without_a_cache(
        double temperature,
        int? topK,
        double topP,
        double penalty
    )
    {
        var model = Model<float>(Tokens() >> TransformerBlock(2, causal: true, rotary: true) >> Dense(Vocabulary), 70);
        var sampling = new Sampling
        {
            Temperature = temperature,
            TopK = topK,
            TopP = topP,
            RepetitionPenalty = penalty,
        };
        for (var key = 0; key < 3; key++)
        {
            int[] start = [3, key, 5];
            Assert.Equal(
                Generation.Generate<float>(model.Predict, start, 70, sampling, key).Take(67),
                Decoder<float>.Of(model).Generate(start, sampling, key).Take(67)
            );
        }
    }

    [Fact]
    public void A_full_context_begins_again_with_its_last_half()
    {
        var model = Model<float>(Tokens() >> TransformerBlock(2, causal: true, rotary: true) >> Dense(Vocabulary), 8);
        var decoder = Decoder<float>.Of(model);
        int[] start = [.. Enumerable.Range(0, 30).Select(i => i * i % Vocabulary)];
        int[] tokens = [.. decoder.Generate(start, new() { Temperature = 0 }).Take(9)];
        var all = start.ToList();
        for (var (i, seen) = (0, 8); i < tokens.Length; i++)
        {
            seen = seen > 8 ? 4 : seen;
            var read = all.TakeLast(seen).Select(token => (float)token).ToArray();
            var scores = new Model<float>(model.Layer, new(seen), model.Values).Predict(new(new(1, seen), read));
            var row = scores.Span[^Vocabulary..].ToArray();
            Assert.Equal(Array.IndexOf(row, row.Max()), tokens[i]);
            all.Add(tokens[i]);
            seen++;
        }
    }

    [Fact]
    public void What_cannot_be_decoded_is_refused()
    {
        Layer[] wrong =
        [
            Tokens() >> TransformerBlock(2) >> Dense(Vocabulary),
            Tokens() >> Gru(6) >> Dense(Vocabulary),
            Tokens()
                >> Transpose(0, 2, 1)
                >> Conv1d(6, 3, padding: Padding.Same)
                >> Transpose(0, 2, 1)
                >> Dense(Vocabulary),
            Tokens() >> Flatten() >> Dense(Vocabulary),
            Tokens() >> LearnedPositions(9) >> TransformerBlock(2, causal: true) >> Dense(Vocabulary),
            Tokens(),
        ];
        foreach (var (i, layer) in wrong.Index())
        {
            var model = Model<float>(layer, 8);
            if (i == 4)
            {
                Assert.Equal(9, Decoder<float>.Of(model, 9).Context);
                Assert.Throws<ShapeException>(() => Decoder<float>.Of(model, 10));
            }
            else if (i == 5)
            {
                Assert.Equal(8, Decoder<float>.Of(model).Context);
            }
            else
            {
                Assert.Throws<ShapeException>(() => Decoder<float>.Of(model));
            }
        }

        Assert.Throws<ShapeException>(() => Decoder<float>.Of(Model<float>(Dense(3), 4)));
        var decoder = Decoder<float>.Of(Model<float>(Tokens() >> TransformerBlock(2, causal: true) >> Dense(3), 8));
        Assert.Throws<ShapeException>(() => decoder.Step(Row(1, 2), decoder.Empty(2)));
        Assert.Throws<ShapeException>(() => decoder.Step(Row(1, 1, 1, 1, 1, 1, 1, 1, 1), decoder.Empty()));
        Assert.Throws<LabelException>(() => decoder.Step(Row(Vocabulary), decoder.Empty()));
        var other = Decoder<float>.Of(decoder.Model.With(decoder.Model.Values));
        var error = Assert.Throws<ShapeException>(() => decoder.Step(Row(1), other.Step(Row(1), other.Empty()).Cache));
        Assert.Contains("of another model", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => decoder.Generate([]));
        Assert.Throws<ShapeException>(() => Model<float>(MultiHeadAttention(4, keyValueHeads: 3), 5, 8));
    }

    private static Layer Tokens() => Embedding(Vocabulary, 8);

    private static Layer Twice()
    {
        var shared = Named("shared", TransformerBlock(2, causal: true, rotary: true));
        return shared >> shared;
    }

    private static Tensor<float> Row(params int[] tokens) =>
        new(new(1, tokens.Length), [.. tokens.Select(token => (float)token)]);

    private static Model<T> Model<T>(Layer layer, params int[] input)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        FunctionalNet.Training.Of<T>(layer, MeanSquaredError(), Sgd(0.1)).Init(7, Shape.Of(input)).Model;

    private static T[] Part<T>(T[] all, int rows, int stride, int start, int count) =>
        [.. Enumerable.Range(0, rows).SelectMany(row => all.Skip((row * stride) + start).Take(count))];
}
