using Xunit;

namespace FunctionalNet.Tests.Data;

/// <summary>
/// The key alone decides which samples are held out; classes keep their proportions, and nothing else is inferred from targets.
/// </summary>
public class HoldOutTests
{
    private const int Keys = 200;

    public static TheoryData<string> Kinds => [.. Targets(12).Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_sample_is_in_one_part_and_the_parts_are_of_the_sizes_asked_for(string kind)
    {
        for (var n = 2; n <= 60; n += n < 12 ? 1 : 7)
        {
            var data = Given(n, Targets(n)[kind]);
            foreach (var share in new[] { 1e-300, 0.01, 0.1, 0.2, 1.0 / 3, 0.5, 0.7, 0.99, 1 - 1e-12 })
            {
                var (learned, held) = data.HoldOut(share, key: n);
                Assert.Equal(Enumerable.Range(0, n), Rows(learned).Concat(Rows(held)).Order());
                Assert.Equal(Math.Clamp((int)Math.Round(share * n), 1, n - 1), held.Count);
                Assert.Equal(Rows(held).Order(), Rows(held));
                Assert.Equal(Rows(held), Rows(data.HoldOut(share, key: n).HeldOut));
            }

            foreach (var k in new[] { 2, 3, n / 2, n }.Where(k => k >= 2 && k <= n))
            {
                var folds = data.Folds(k, key: n).ToArray();
                Assert.Equal(Enumerable.Range(0, n), folds.SelectMany(fold => Rows(fold.HeldOut)).Order());
                Assert.All(folds, fold => Assert.InRange(fold.HeldOut.Count, n / k, (n + k - 1) / k));
                Assert.All(
                    folds,
                    fold => Assert.Equal(Enumerable.Range(0, n), Rows(fold.Training).Concat(Rows(fold.HeldOut)).Order())
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_sample_is_held_out_under_its_share_of_the_keys(string kind)
    {
        // The tolerance is five standard deviations of the binomial count over all keys.
        var data = Given(20, Targets(20)[kind]);
        foreach (var share in new[] { 0.2, 0.5, 0.8 })
        {
            var held = Enumerable.Range(0, Keys).Select(key => Rows(data.HoldOut(share, key).HeldOut)).ToArray();
            var wide = 5 * Math.Sqrt(share * (1 - share) * Keys);
            Assert.All(Counts(held), count => Assert.InRange(count, (share * Keys) - wide, (share * Keys) + wide));
            Assert.InRange(
                held.Take(4).Select(rows => string.Join(' ', rows)).Distinct(StringComparer.Ordinal).Count(),
                3,
                4
            );
        }

        var first = Enumerable.Range(0, Keys).Select(key => Rows(data.Folds(5, key).First().HeldOut)).ToArray();
        Assert.All(Counts(first), count => Assert.InRange(count, 12, 68));
        Assert.InRange(
            first.Take(4).Select(rows => string.Join(' ', rows)).Distinct(StringComparer.Ordinal).Count(),
            3,
            4
        );
    }

    [Theory]
    [InlineData(0.2, 10, 6, 4)]
    [InlineData(0.5, 25, 15, 10)]
    public void A_class_gives_its_share(double share, int zeros, int ones, int twos)
    {
        // Labels in the ratio 50 : 30 : 20.
        float[] labels =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i =>
                    i % 10 < 5 ? 0f
                    : i % 10 < 8 ? 1
                    : 2
                ),
        ];
        foreach (var data in new[] { Given(100, labels), Given(100, labels).WithTargets(y => y.Reshape(new(100, 1))) })
        {
            var held = data.HoldOut(share, key: 5).HeldOut.Targets;
            Assert.Equal([zeros, ones, twos], Enumerable.Range(0, 3).Select(label => held.Span.Count(label)));
            Assert.All(
                data.Folds(5, key: 5),
                fold => Assert.Equal([10, 6, 4], Enumerable.Range(0, 3).Select(c => fold.HeldOut.Targets.Span.Count(c)))
            );
        }
    }

    [Theory]
    [InlineData(150, 3, 0.2, 3)]
    [InlineData(1797, 10, 0.2, 0)]
    [InlineData(101, 7, 0.3, 9)]
    public void The_cut_of_classes_stays_what_it_was(int n, int classes, double share, int key)
    {
        float[] labels = [.. Enumerable.Range(0, n).Select(i => (float)(i * i % classes))];
        var expected = new List<int>();
        var seen = 0;
        foreach (var group in Enumerable.Range(0, n).GroupBy(i => labels[i]).OrderBy(group => group.Key))
        {
            int[] members = [.. group];
            seen += members.Length;
            expected.AddRange(
                ((Key)key)
                    .Split((ulong)group.Key)
                    .Permutation(members.Length)
                    .Take((int)Math.Round(share * seen) - expected.Count)
                    .Select(i => members[i])
            );
        }

        Assert.Equal(expected.Order(), Rows(Given(n, labels).HoldOut(share, key).HeldOut));
        var dealt = ((Key)key).Permutation(n).OrderBy(i => labels[i]).ToArray();
        Assert.All(
            Given(n, labels).Folds(4, key).Index(),
            fold => Assert.Equal(dealt.Where((_, place) => place % 4 == fold.Index).Order(), Rows(fold.Item.HeldOut))
        );
    }

    [Fact]
    public void What_targets_are_can_be_said()
    {
        var whole = Given(40, [.. Enumerable.Range(0, 40).Select(i => (float)(i % 2))]);
        Assert.Equal(10, whole.HoldOut(0.5, 1, stratify: true).HeldOut.Targets.Span.Count(1));
        Assert.Contains(
            Enumerable.Range(0, 20),
            key => whole.HoldOut(0.5, key, stratify: false).HeldOut.Targets.Span.Count(1) != 10
        );
        Refused(Given(3, [0, 0.5f, 1]), "0.5", "sample 1");
        Refused(Given(3, [0, 1, float.NaN]), "NaN", "sample 2");
        Refused(whole.WithTargets(_ => Tensor.Zeros<float>(new(40, 2))), "[40, 2]");
        static void Refused(Dataset<float> data, params string[] words)
        {
            foreach (
                var error in new[]
                {
                    Assert.Throws<InvalidOperationException>(() => data.HoldOut(0.5, 1, stratify: true)),
                    Assert.Throws<InvalidOperationException>(() => data.Folds(2, 1, stratify: true)),
                }
            )
            {
                Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Parts_of_shuffled_data_are_those_of_the_samples_as_they_came()
    {
        var data = Given(20, Targets(20)["numbers"]);
        Assert.Equal(Rows(data.HoldOut(0.3, 7).HeldOut), Rows(data.Shuffle(1).HoldOut(0.3, 7).HeldOut));
        var part = data.Take([19, 3, 7, 5, 11, 2]);
        Assert.Equal(part.Inputs.Span.ToArray().Order(), Union(part.HoldOut(0.5, 1)).Order());
        static IEnumerable<float> Union((Dataset<float> Training, Dataset<float> HeldOut) parts) =>
            parts.Training.Inputs.Span.ToArray().Concat(parts.HeldOut.Inputs.Span.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Given(4, [0, 0, 1, 1]).HoldOut(share, 1));

    [Fact]
    public void One_sample_cannot_be_held_out() =>
        Assert.Throws<InvalidOperationException>(() => Given(1, [0]).HoldOut(0.5, 1));

    // Targets of each kind, by the name of the kind.
    private static Dictionary<string, float[]> Targets(int n) =>
        new(StringComparer.Ordinal)
        {
            ["numbers"] = [.. Enumerable.Range(0, n).Select(i => (i * 7 % n) + 0.25f)],
            ["whole numbers"] = [.. Enumerable.Range(0, n).Select(i => (float)(i * 7 % n))],
            ["equal numbers"] = [.. Enumerable.Range(0, n).Select(_ => 0.5f)],
            ["a class of one"] = [.. Enumerable.Range(0, n).Select(i => i == n / 3 ? 1f : 0f)],
            ["classes of two"] = [.. Enumerable.Range(0, n).Select(i => (float)(i / 2))],
            ["one class"] = new float[n],
            ["two sides"] = [.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? -1f : 1)],
            ["missing"] = [.. Enumerable.Range(0, n).Select(i => i == 0 ? float.NaN : 1)],
            ["columns"] = [.. Enumerable.Range(0, 3 * n).Select(i => (float)(i % 2))],
        };

    private static Dataset<float> Given(int n, float[] targets) =>
        new(
            new(new(n, 1), [.. Enumerable.Range(0, n).Select(i => (float)i)]),
            new(targets.Length == n ? new(n) : new(n, targets.Length / n), targets)
        );

    private static int[] Rows(Dataset<float> data) => [.. data.Inputs.Span.ToArray().Select(row => (int)row)];

    private static IEnumerable<int> Counts(int[][] sets) =>
        Enumerable.Range(0, 20).Select(i => sets.Count(set => set.Contains(i)));
}
