using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Data.Text;

public class TextTests
{
    private const string Poem = "low lower lowest, slow slower; näher 🐢 näher\n\n  low";

    [Fact]
    public void Characters_come_back()
    {
        var characters = CharacterTokenizer.Of(Poem);
        Assert.Equal(Poem.EnumerateRunes().Distinct().Count(), characters.Count);
        Assert.Equal(Poem, characters.Decode(characters.Encode(Poem)));
        Assert.Equal([1, 3, 2, 0], CharacterTokenizer.Of("hello").Encode("hole"));
        Assert.Contains(
            "'x'",
            Assert.Throws<ArgumentException>(() => characters.Encode("x")).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => characters.Decode(characters.Count));
    }

    [Fact]
    public void Byte_pairs_join_the_most_frequent_and_give_every_text_back()
    {
        var pairs = BytePairTokenizer.Train(Poem, 300);
        Assert.Equal(('l', 'o'), ((char)pairs.Pairs[0].First, (char)pairs.Pairs[0].Second));
        Assert.Equal((256, 'w'), (pairs.Pairs[1].First, (char)pairs.Pairs[1].Second));
        Assert.Single(pairs.Encode("low"));
        foreach (var text in new[] { Poem, string.Empty, "anything else, ß", " ", "lowlow low" })
        {
            var tokens = pairs.Encode(text);
            Assert.Equal(text, pairs.Decode(tokens));
            Assert.True(tokens.Length <= System.Text.Encoding.UTF8.GetByteCount(text));
        }

        Assert.Equal(pairs.Pairs, BytePairTokenizer.Train(Poem, 300).Pairs);
        Assert.Equal(258, BytePairTokenizer.Train(Poem, 258).Count);
        Assert.True(pairs.Count < 300);
        Assert.Throws<ArgumentOutOfRangeException>(() => pairs.Decode(pairs.Count));
    }

    [Fact]
    public void Pieces_have_their_tokens_and_those_that_follow()
    {
        int[] tokens = [0, 1, 2, 3, 4, 5, 6];
        var pieces = Sequences.Next<float>(tokens, length: 3);
        Assert.Equal([0, 1, 2, 3, 4, 5], pieces.Inputs.Span.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], pieces.Targets.Span.ToArray());
        Assert.Equal(4, Sequences.Next<float>(tokens, length: 3, stride: 1).Count);
        Assert.Throws<ArgumentException>(() => Sequences.Next<float>(tokens, length: 7));
    }

    [Fact]
    public void A_small_transformer_learns_a_text_by_heart()
    {
        var text = string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 8));
        var characters = CharacterTokenizer.Of(text);
        var pieces = Sequences.Next<float>(characters.Encode(text), length: 12, stride: 1);
        var training = FunctionalNet.Training.Of(
            Embedding(characters.Count, 16)
                >> TransformerBlock(heads: 2, causal: true, rotary: true)
                >> LayerNorm()
                >> Dense(characters.Count),
            SoftmaxCrossEntropy(),
            Adam(0.01)
        );
        var trained = training.Fold(training.Init(2, pieces.InputShape), pieces.Shuffle(1).Batches(32).Repeat(8));

        // With a causal mask the first token has no context and cannot be predicted, so that the loss stays above 0.
        Assert.InRange(trained.Loss, 0, 0.5f);
    }

    [Fact]
    public void Sequences_of_different_lengths_become_a_batch()
    {
        int[][] sequences =
        [
            [1, 2, 3, 4, 5],
            [6],
            [],
        ];
        var (tokens, mask) = Sequences.Pad<float>(sequences, length: 3, padding: 9);
        Assert.Equal(new Shape(3, 3), tokens.Shape);
        Assert.Equal([1f, 2, 3, 6, 9, 9, 9, 9, 9], tokens.Span.ToArray());
        Assert.Equal([1f, 1, 1, 1, 0, 0, 0, 0, 0], mask.Span.ToArray());
        (tokens, mask) = Sequences.Pad<float>(sequences, length: 3, atStart: true, keepLast: true);
        Assert.Equal([1f, 2, 5, 0, 0, 6, 0, 0, 0], tokens.Span.ToArray());
        Assert.Equal([1f, 1, 1, 0, 0, 1, 0, 0, 0], mask.Span.ToArray());
        Assert.Equal(new Shape(3, 5), Sequences.Pad<float>(sequences).Tokens.Shape);
        Assert.Throws<ArgumentException>(() => Sequences.Pad<float>([]));
        Assert.Throws<ArgumentException>(() =>
            Sequences.Pad<float>([
                [],
                [],
            ])
        );
        Assert.Throws<ArgumentException>(() => Sequences.Pad<float>(sequences, length: 0));
    }
}
