using Xunit;

namespace FunctionalNet.Tests.Data.Text;

public class GenerationTests
{
    [Fact]
    public void Without_temperature_the_likeliest_follows_and_the_window_moves()
    {
        // The stub predicts the sum of the tokens that it has seen, modulo 7.
        var seen = new List<float[]>();
        var tokens = Generation.Generate<float>(Sum, [1, 2], length: 3, temperature: 0, key: 1).Take(5).ToArray();
        Assert.Equal([3, 6, 4, 6, 2], tokens);
        Assert.Equal(
            [
                [1, 2, 0],
                [1, 2, 3],
                [2, 3, 6],
                [3, 6, 4],
                [6, 4, 6],
            ],
            seen
        );

        Tensor<float> Sum(Tensor<float> window)
        {
            var read = window.Span.ToArray();
            seen.Add(read);
            var scores = new float[3 * 7];
            for (var place = 0; place < 3; place++)
            {
                scores[(place * 7) + ((int)read[..(place + 1)].Sum() % 7)] = 1;
            }

            return new(new(1, 3, 7), scores);
        }
    }

    [Theory]
    [InlineData(1, 0.1, 0.3, 0.6)]
    [InlineData(0.5, 0.0217, 0.1957, 0.7826)]
    public void Tokens_are_drawn_as_often_as_the_scores_say(
        double temperature,
        double first,
        double second,
        double third
    )
    {
        const int Count = 20_000;
        var scores = Tensor.Of(new(1, 1, 3), Math.Log(0.1), Math.Log(0.3), Math.Log(0.6));
        var drawn = Draw(1).Take(Count).ToArray();
        Assert.Equal(
            [first, second, third],
            Enumerable.Range(0, 3).Select(i => Share(i)),
            (a, b) => Math.Abs(a - b) < 0.01
        );
        Assert.Equal(drawn, Draw(1).Take(Count));
        Assert.NotEqual(drawn, Draw(2).Take(Count));

        IEnumerable<int> Draw(Key key) => Generation.Generate<double>(_ => scores, [0], 1, temperature, key);

        double Share(int token) => drawn.Count(one => one == token) / (double)Count;
    }

    [Fact]
    public void What_cannot_be_is_never_drawn()
    {
        var scores = Tensor.Of(new(1, 1, 3), float.NegativeInfinity, 0, float.NegativeInfinity);
        Assert.All(
            Generation.Generate<float>(_ => scores, [0], 1, 1, key: 1).Take(1_000),
            token => Assert.Equal(1, token)
        );
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        var scores = Tensor.Of(new(1, 3), 1f, 2, 3);
        Assert.Throws<ArgumentException>(() => Generation.Generate<float>(_ => scores, [], 1, 1, key: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Generation.Generate<float>(_ => scores, [0], 0, 1, key: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Generation.Generate<float>(_ => scores, [0], 1, -1, key: 1));
        Assert.Throws<ArgumentException>(() => Generation.Generate<float>(_ => scores, [0], 1, 1, key: 1).First());
    }

    [Fact]
    public void Pairs_that_were_learned_before_are_the_same_vocabulary()
    {
        var learned = BytePairTokenizer.Train("low lower lowest, slow slower", 262);
        var same = BytePairTokenizer.Of(learned.Pairs);
        Assert.Equal(learned.Encode("slowest"), same.Encode("slowest"));
        Assert.Throws<ArgumentException>(() => BytePairTokenizer.Of([(97, 256)]));
        Assert.Throws<ArgumentException>(() => BytePairTokenizer.Of([(97, -1)]));
        Assert.Throws<ArgumentException>(() => BytePairTokenizer.Of([(97, 98), (97, 98)]));
    }
}
