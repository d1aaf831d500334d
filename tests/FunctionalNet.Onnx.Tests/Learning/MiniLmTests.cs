using FunctionalNet.Benchmarks.Networks;

namespace FunctionalNet.OnnxTests.Learning;

/// <summary>
/// The sentence encoder all-MiniLM-L6-v2 as a <see cref="Bert"/> with the weights of its ONNX file, compared with that file in ONNX
/// Runtime. The tests are skipped if the package with the file is not available.
/// </summary>
public class MiniLmTests
{
    private const int Length = 24;

    private static readonly Lazy<Parts> Shared = new(() =>
        new(MiniLm.Weights(), OnnxPredictor.Load(MiniLm.Package.Read(MiniLm.File)).OrThrow(), MiniLm.Tokenizer())
    );

    // The first two sentences of a line mean the same; the third means something else, although it shares words with the first.
    private static readonly string[][] Lines =
    [
        ["How old are you?", "What is your age?", "How are you?"],
        ["A man is playing the guitar.", "Someone plays an instrument.", "A man is reading the paper."],
        ["The bank raised its rates.", "Interest became dearer.", "They sat on the bank of the river."],
        ["My phone's battery is empty.", "My mobile has no power left.", "I lost my phone number."],
        ["It rained all day.", "The weather was wet.", "He worked all day."],
        ["The cat sleeps on the sofa.", "A kitten naps on the couch.", "The sofa was sold for half the price."],
    ];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, Lines.Length)];

    [Fact]
    public void Our_network_gives_what_the_file_gives()
    {
        SkipUnlessThere();
        var (ids, mask) = Padded([.. Lines.SelectMany(line => line)]);
        var expected = Shared.Value.File.Run(ids, mask, Tensor.Zeros<float>(ids.Shape));

        // Padded positions are excluded: nothing reads them, and there ONNX Runtime itself differs by up to 4e-5 from its float64 result.
        Within(There(expected[0], mask), There(Encoder(BertOutput.Tokens).Predict(ids), mask));
        Within(expected[1], Encoder(BertOutput.Pooled).Predict(ids));
        Within(Means(expected[0], mask), Encoder(BertOutput.Mean).Predict(ids));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Sentences_of_one_meaning_are_closer(int place)
    {
        SkipUnlessThere();
        var vectors = Encoder(BertOutput.Mean).Predict(Padded(Lines[place]).Ids);
        var (same, other) = (Cosine(vectors, 0, 1), Cosine(vectors, 0, 2));
        Assert.True(same > other, $"{same} for one meaning, {other} for another");
    }

    private static void SkipUnlessThere() =>
        Assert.SkipUnless(MiniLm.IsThere, $"NuGet does not give {MiniLm.Package.Name} {MiniLm.Package.Version}.");

    private static Model<float> Encoder(BertOutput output) =>
        Model.Init<float>(MiniLm.Layer(output), new(Length), key: 0).Load(Shared.Value.Values, MiniLm.Rules).OrThrow();

    private static (Tensor<float> Ids, Tensor<float> Mask) Padded(string[] texts) =>
        Sequences.Pad<float>([.. texts.Select(Shared.Value.Tokenizer.Encode)], Length, keepLast: true);

    // The vectors of the tokens that are not padding.
    private static Tensor<float> There(Tensor<float> tokens, Tensor<float> mask)
    {
        var width = tokens.Shape[2].Size;
        float[] there =
        [
            .. tokens.Span.ToArray().Chunk(width).Where((_, place) => mask.Span[place] > 0).SelectMany(row => row),
        ];
        return Tensor.Of(new(there.Length / width, width), there);
    }

    // The mean of the vectors that are not padding, by definition.
    private static Tensor<float> Means(Tensor<float> tokens, Tensor<float> mask)
    {
        var (count, width) = (tokens.Shape[0].Size, tokens.Shape[2].Size);
        var means = new float[count * width];
        for (var row = 0; row < count; row++)
        {
            int[] there = [.. Enumerable.Range(0, Length).Where(place => mask[row, place] > 0)];
            for (var i = 0; i < width; i++)
            {
                means[(row * width) + i] = (float)there.Average(place => (double)tokens[row, place, i]);
            }
        }

        return Tensor.Of(new(count, width), means);
    }

    private static double Cosine(Tensor<float> vectors, int a, int b)
    {
        return Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b));

        double Product(int i, int j) =>
            Enumerable.Range(0, vectors.Shape[1].Size).Sum(k => (double)vectors[i, k] * vectors[j, k]);
    }

    private static void Within(Tensor<float> expected, Tensor<float> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var largest = expected.Span.ToArray().Zip(actual.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(largest <= 1e-5, $"{largest}");
    }

    private sealed record Parts(
        IReadOnlyDictionary<string, Tensor<float>> Values,
        OnnxPredictor File,
        PublishedTokenizer Tokenizer
    );
}
