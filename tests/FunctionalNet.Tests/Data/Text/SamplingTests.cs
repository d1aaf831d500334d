using Xunit;

namespace FunctionalNet.Tests.Data.Text;

public class SamplingTests
{
    private static readonly double[] Probabilities = [0.1, 0.4, 0.05, 0.25, 0.2];

    [Theory]
    [InlineData(null, 1, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(9, 1, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(3, 1, new[] { 1, 3, 4 })]
    [InlineData(1, 1, new[] { 1 })]
    [InlineData(null, 0.3, new[] { 1 })]
    [InlineData(null, 0.6, new[] { 1, 3 })]
    [InlineData(null, 0.8, new[] { 1, 3, 4 })]
    [InlineData(3, 0.75, new[] { 1, 3 })]
    [InlineData(null, 1e-9, new[] { 1 })]
    public void The_likeliest_are_drawn_from_in_their_proportions(int? topK, double topP, int[] kept)
    {
        const int Count = 4_000;
        var drawn = Draw(new() { TopK = topK, TopP = topP }, Count);
        Assert.Equal(kept, drawn.Distinct().Order());
        var sum = kept.Sum(token => Probabilities[token]);
        Assert.All(
            kept,
            token => Assert.Equal(Probabilities[token] / sum, drawn.Count(one => one == token) / (double)Count, 0.03)
        );
    }

    [Fact]
    public void Of_equally_likely_tokens_the_first_are_kept()
    {
        var sampling = new Sampling { TopK = 2 };
        var drawn = Enumerable.Range(0, 200).Select(i => sampling.Choose([1, 1, 1, 1], [], i)).Distinct().Order();
        Assert.Equal([0, 1], drawn);
    }

    [Fact]
    public void What_came_already_scores_less_whatever_its_sign()
    {
        var sampling = new Sampling { Temperature = 0, RepetitionPenalty = 2 };
        Assert.Equal(0, sampling.Choose([3, 2, -1], [], 1));
        Assert.Equal(1, sampling.Choose([3, 2, -1], [0, 0], 1));
        Assert.Equal(0, sampling.Choose([3, 2, -1], [0, 1], 1));
        Assert.Equal(1, sampling.Choose([-1, -1.5, -9], [0], 1));
        Assert.Equal(2, sampling.Choose([-1, double.NegativeInfinity, -1.5], [0, 1], 1));
    }

    [Theory]
    [InlineData(0, "that of token 1 is NaN", new[] { 1, double.NaN, 2 })]
    [InlineData(1, "that of token 0 is NaN", new[] { double.NaN, double.NaN })]
    [InlineData(1, "that of token 2 is Infinity", new[] { 1, 2, double.PositiveInfinity })]
    [InlineData(0, "the scores of all 2 are -∞", new[] { double.NegativeInfinity, double.NegativeInfinity })]
    public void Scores_of_which_none_can_be_chosen_are_refused(double temperature, string told, double[] scores)
    {
        var sampling = new Sampling { Temperature = temperature };
        var error = Assert.Throws<NotFiniteNumberException>(() => sampling.Choose(scores, [], 1));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, new[] { 1 })]
    [InlineData(new[] { 1, 2, 2, 3, 5 }, new[] { 1, 2 })]
    [InlineData(new[] { 1, 2, 4, 2 }, new[] { 1, 2, 4, 2 })]
    [InlineData(new[] { 7, 1, 2, 3 }, new int[0])]
    [InlineData(new[] { 2, 2, 2, 3 }, new[] { 2, 2 })]
    [InlineData(new int[0], new int[0])]
    public void A_sequence_at_which_to_stop_ends_what_comes_before_it(int[] tokens, int[] left)
    {
        var sampling = new Sampling
        {
            Stop =
            [
                [2, 3],
                [7],
            ],
        };
        Assert.Equal(left, sampling.UntilStop(tokens));
    }

    [Fact]
    public void A_token_that_cannot_begin_a_stop_comes_at_once()
    {
        var taken = 0;
        IEnumerable<int> Tokens()
        {
            foreach (var token in new[] { 5, 2, 6, 2, 3 })
            {
                taken++;
                yield return token;
            }
        }

        using var rest = new Sampling
        {
            Stop =
            [
                [2, 3],
            ],
        }
            .UntilStop(Tokens())
            .GetEnumerator();
        int[] read = [1, 3, 3];
        foreach (var count in read)
        {
            Assert.True(rest.MoveNext());
            Assert.Equal(count, taken);
        }

        Assert.False(rest.MoveNext());
    }

    [Fact]
    public void Wrong_options_are_refused_and_equal_ones_are_equal()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampling { Temperature = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampling { Temperature = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampling { TopK = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampling { TopP = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampling { TopP = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampling { RepetitionPenalty = 0 });
        Assert.Throws<ArgumentException>(() =>
            new Sampling
            {
                Stop =
                [
                    [],
                ],
            }
        );
        Assert.Equal(
            new Sampling
            {
                TopK = 2,
                Stop =
                [
                    [1, 2],
                ],
            },
            new Sampling
            {
                TopK = 2,
                Stop =
                [
                    [1, 2],
                ],
            }
        );
        Assert.NotEqual(
            new Sampling
            {
                Stop =
                [
                    [1, 2],
                ],
            },
            new Sampling
            {
                Stop =
                [
                    [1, 3],
                ],
            }
        );
    }

    private static int[] Draw(Sampling sampling, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    sampling.Choose([.. Probabilities.Select(one => Math.Log(one))], [], ((Key)3).Split((ulong)i))
                ),
        ];
}
