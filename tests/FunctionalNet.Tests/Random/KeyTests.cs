using Xunit;

namespace FunctionalNet.Tests.Random;

/// <summary>Keys are values: equal keys draw the same numbers, different keys different ones, with the right distributions.</summary>
public class KeyTests
{
    private const int Draws = 100_000;

    [Fact]
    public void The_same_key_draws_the_same_numbers_in_any_order()
    {
        Key key = 42;
        var first = (Uniform(key.Split("a")), Uniform(key.Split("b")));
        var second = (Uniform(key.Split("b")), Uniform(key.Split("a")));
        Assert.Equal(first.Item1, second.Item2);
        Assert.Equal(first.Item2, second.Item1);
        Assert.NotEqual(first.Item1, first.Item2);
    }

    [Fact]
    public void More_numbers_begin_with_the_fewer()
    {
        var all = Uniform(7, 13);
        Assert.All(Enumerable.Range(0, 13), count => Assert.Equal(all[..count], Uniform(7, count)));
        var normal = Normal(7, 9);
        Assert.All(Enumerable.Range(0, 9), count => Assert.Equal(normal[..count], Normal(7, count)));
    }

    [Fact]
    public void Float_and_double_see_the_same_uniform_numbers()
    {
        var floats = new float[1000];
        ((Key)3).Uniform<float>(floats);
        Assert.Equal(Uniform(3, 1000), floats.Select(value => (double)value));
    }

    [Fact]
    public void Splits_never_meet()
    {
        Key key = 1;
        var keys = new HashSet<Key> { key };
        for (ulong i = 0; i < 20_000; i++)
        {
            Assert.True(keys.Add(key.Split(i)), $"the key of {i} came before");
        }

        Assert.True(keys.Add(key.Split("0")));
        Assert.NotEqual(key.Split(1).Split(2), key.Split(2).Split(1));
        Assert.NotEqual(((Key)0).Split(1), ((Key)1).Split(0));
        Assert.NotEqual(((Key)(-1)).Split(0), ((Key)1).Split(0));
    }

    [Fact]
    public void Uniform_fills_0_to_1_evenly()
    {
        var values = Uniform(12, Draws);
        Assert.All(values, value => Assert.InRange(value, 0, 1 - (1.0 / (1 << 24))));

        // χ² with 99 degrees of freedom exceeds 148 by chance for one key in 1,000.
        var cells = values
            .CountBy(value => (int)(value * 100))
            .Sum(cell => Math.Pow(cell.Value - (Draws / 100), 2) / (Draws / 100));
        Assert.InRange(cells, 60, 148);

        // Neighbors are independent: χ² of pairs in 10 × 10 cells.
        var pairs = values.Chunk(2).CountBy(pair => ((int)(pair[0] * 10), (int)(pair[1] * 10)));
        Assert.InRange(pairs.Sum(cell => Math.Pow(cell.Value - (Draws / 200.0), 2) / (Draws / 200.0)), 60, 148);
    }

    [Fact]
    public void Normal_has_the_distribution_of_Gauss()
    {
        var values = Normal(5, Draws);
        Array.Sort(values);

        // Kolmogorov–Smirnov test: √n D exceeds 1.95 by chance for one key in 1,000.
        var distance = values
            .Select(
                (value, i) => Math.Abs(MathNet.Numerics.Distributions.Normal.CDF(0, 1, value) - ((i + 0.5) / Draws))
            )
            .Max();
        Assert.True(Math.Sqrt(Draws) * distance < 1.95, $"√n D = {Math.Sqrt(Draws) * distance}");
        Assert.Equal(0, values.Average(), 3 / Math.Sqrt(Draws));
        Assert.Equal(1, values.Average(value => value * value), 5 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Numbers_of_two_keys_are_uncorrelated()
    {
        var (a, b) = (Normal(((Key)9).Split(0), Draws), Normal(((Key)9).Split(1), Draws));
        Assert.Equal(0, a.Zip(b, (x, y) => x * y).Average(), 4 / Math.Sqrt(Draws));
    }

    [Fact]
    public void A_permutation_has_each_place_once_and_every_order_is_as_likely()
    {
        Assert.Equal(Enumerable.Range(0, 1000), ((Key)4).Permutation(1000).Order());
        Assert.Empty(((Key)4).Permutation(0));

        // χ² of the 24 orders of 4 over 24,000 keys, with 23 degrees of freedom, exceeds 49.7 by chance once in 1,000.
        var orders = Enumerable
            .Range(0, 24_000)
            .CountBy(i => string.Join(' ', ((Key)8).Split((ulong)i).Permutation(4)), StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(24, orders.Length);
        Assert.InRange(orders.Sum(order => Math.Pow(order.Value - 1000, 2) / 1000), 5, 49.7);
    }

    private static double[] Uniform(Key key, int count = 100)
    {
        var values = new double[count];
        key.Uniform<double>(values);
        return values;
    }

    private static double[] Normal(Key key, int count)
    {
        var values = new double[count];
        key.Normal<double>(values);
        return values;
    }
}
