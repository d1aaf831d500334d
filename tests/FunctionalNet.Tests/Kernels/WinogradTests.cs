using CsCheck;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>Convolutions of 3 x 3 windows by Winograd's filtering: the sums of the definition, for all sizes and all numbers.</summary>
public class WinogradTests
{
    private static readonly Gen<Case> Cases =
        from batch in Gen.Int[1, 2]
        from groups in Gen.Int[1, 2]
        from channels in Gen.Int[32, 36]
        from filters in Gen.Int[32, 41]
        from height in Gen.Int[16, 20]
        from width in Gen.Int[16, 24]
        from before in Gen.Int[0, 2]
        from after in Gen.Int[0, 2]
        from threads in Gen.Int[1, 3]
        from seed in Gen.Int[0, 1000]
        select new Case(batch, groups, channels, filters, (height, width), (before, after), threads, seed);

    [Fact]
    public void Results_and_cotangents_are_the_sums_of_the_definition() =>
        Cases.Sample(
            one =>
            {
                var (graph, inputs) = Graph<double>(one, hasCotangents: true);
                var expected = Reference.Run(graph, inputs);
                using var team = new Team(one.Threads);
                var actual = Plan<double>.Compile(graph, [], team).Run(inputs);
                foreach (var (e, a) in expected.Zip(actual))
                {
                    for (var i = 0; i < e.Length; i++)
                    {
                        Assert.Equal(e.Span[i], a.Span[i], 1e-11 * (1 + Math.Abs(e.Span[i])));
                    }
                }
            },
            iter: 6,
            threads: 1
        );

    [Theory]
    [InlineData(33, 40, 31, 66)]
    [InlineData(140, 33, 16, 17)]
    public void Large_images_and_many_channels_are_computed_in_blocks(int channels, int filters, int height, int width)
    {
        var (graph, inputs) = Graph<double>(new(1, 1, channels, filters, (height, width), (1, 1), 2, 5));
        var expected = Reference.Run(graph, inputs)[0];
        using var team = new Team(2);
        var actual = Plan<double>.Compile(graph, [], team).Run(inputs)[0];
        Assert.All(
            expected.Span.ToArray().Zip(actual.Span.ToArray()),
            pair => Assert.Equal(pair.Item1, pair.Item2, 1e-11 * (1 + Math.Abs(pair.Item1)))
        );
    }

    [Fact]
    public void Errors_in_float32_are_those_of_a_sum_of_as_many_terms() =>
        Cases.Sample(
            one =>
            {
                var (graph, inputs) = Graph<float>(one);
                var (exact, exactInputs) = Graph<double>(one);
                using var team = new Team(one.Threads);
                var actual = Plan<float>.Compile(graph, [], team).Run(inputs)[0];
                var expected = Reference.Run(exact, exactInputs)[0];

                // Terms of at most 1: a unit in the last place of 1 for each.
                var tolerance = 9 * one.Channels * 1.2e-7;
                for (var i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected.Span[i], actual.Span[i], tolerance);
                }
            },
            iter: 6,
            threads: 1
        );

    [Fact]
    public void Samples_have_the_same_bits_in_any_batch_and_on_any_threads() =>
        Cases.Sample(
            one =>
            {
                var (graph, inputs) = Graph<float>(one);
                var (single, singleInputs) = Graph<float>(one with { Batch = 1, Threads = 4 - one.Threads });
                using var team = new Team(one.Threads);
                using var other = new Team(4 - one.Threads);
                var many = Plan<float>.Compile(graph, [], team).Run(inputs)[0];
                var first = Plan<float>.Compile(single, [], other).Run(singleInputs)[0];
                Assert.True(many.Span[..first.Length].SequenceEqual(first.Span));
            },
            iter: 6,
            threads: 1
        );

    [Fact]
    public void Bits_are_those_of_the_algorithm_with_one_chain_of_multiply_adds_whatever_the_vector_width()
    {
        var (graph, inputs) = Graph<float>(new(1, 1, 40, 35, (17, 30), (1, 1), 2, 11));
        using var team = new Team(2);
        var actual = Plan<float>.Compile(graph, [], team).Run(inputs)[0];
        for (var filter = 0; filter < 35; filter++)
        {
            for (var row = 0; row < 9; row++)
            {
                for (var column = 0; column < 15; column++)
                {
                    foreach (var (i, j, expected) in Tile(inputs[0], inputs[1], filter, row, column))
                    {
                        if ((2 * row) + i < 17)
                        {
                            Assert.Equal(
                                BitConverter.SingleToUInt32Bits(Math.Max(expected, 0)),
                                BitConverter.SingleToUInt32Bits(actual[0, filter, (2 * row) + i, (2 * column) + j])
                            );
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(3e38)]
    [InlineData(-1e30)]
    [InlineData(1e-45)]
    [InlineData(-0.0)]
    public void A_number_of_the_input_reaches_the_windows_that_read_it_and_no_others(double number)
    {
        var one = new Case(2, 1, 32, 32, (16, 17), (1, 1), 1, 7);
        var (graph, inputs) = Graph<float>(one);
        inputs[0] = Changed(inputs[0], (5 * 16 * 17) + (6 * 17) + 6, (float)number);
        Same(graph, inputs);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(3e38)]
    [InlineData(-1e30)]
    public void A_number_of_a_filter_reaches_its_channel_and_no_other(double number)
    {
        var one = new Case(2, 1, 32, 32, (16, 17), (1, 1), 1, 7);
        var (graph, inputs) = Graph<float>(one);
        inputs[1] = Changed(inputs[1], (3 * 32 * 9) + 13, (float)number);
        Same(graph, inputs);
    }

    [Theory]
    [InlineData(3e20)]
    [InlineData(double.NaN)]
    public void An_extreme_number_of_a_sample_changes_no_bit_of_the_others(double number)
    {
        var (graph, inputs) = Graph<float>(new(3, 2, 32, 33, (16, 17), (1, 1), 2, 3));
        using var team = new Team(2);
        var plan = Plan<float>.Compile(graph, [], team);
        var before = plan.Run(inputs)[0].Span.ToArray();
        Tensor<float>[] extreme = [.. inputs];
        extreme[0] = Changed(inputs[0], (inputs[0].Length / 3) + 77, (float)number);
        var after = plan.Run(extreme)[0].Span.ToArray();
        var size = before.Length / 3;
        Assert.Equal(before[..size], after[..size]);
        Assert.Equal(before[(2 * size)..], after[(2 * size)..]);
        Assert.NotEqual(before[size..(2 * size)], after[size..(2 * size)]);
    }

    [Fact]
    public void An_empty_batch_has_no_windows_and_no_cotangent_of_the_filters()
    {
        var (graph, inputs) = Graph<float>(new(0, 1, 32, 40, (16, 16), (1, 1), 1, 3), hasCotangents: true);
        var results = Plan<float>.Compile(graph).Run(inputs);
        Assert.Equal([0, 0, 40 * 32 * 9], results.Select(result => result.Length));
        Assert.All(results[2].Span.ToArray(), element => Assert.Equal(0, element));
    }

    [Fact]
    public void A_plan_goes_from_ordinary_numbers_to_infinite_ones_and_back()
    {
        var one = new Case(1, 1, 32, 40, (16, 16), (1, 1), 1, 3);
        var (graph, inputs) = Graph<float>(one);
        var plan = Plan<float>.Compile(graph);
        var before = plan.Run(inputs)[0].Span.ToArray();
        Tensor<float>[] extreme = [.. inputs];
        extreme[0] = Changed(inputs[0], 5, float.PositiveInfinity);
        var there = plan.Run(extreme)[0].Span.ToArray();
        Assert.Contains(there, float.IsPositiveInfinity);
        Assert.DoesNotContain(there, float.IsNaN);
        Assert.Equal(before, plan.Run(inputs)[0].Span.ToArray());
    }

    // AᵀmA of one tile of 2 x 2 windows with a padding of 1, as in section 4.1 of Lavin and Gray.
    private static IEnumerable<(int I, int J, float Value)> Tile(
        Tensor<float> x,
        Tensor<float> w,
        int filter,
        int row,
        int column
    )
    {
        var m = new float[4, 4];
        for (var channel = 0; channel < x.Shape[1].Size; channel++)
        {
            var v = Both(
                (i, j) => At((2 * row) + i - 1, (2 * column) + j - 1),
                4,
                d => [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]]
            );
            var u = Both(
                (i, j) => (double)w[filter, channel, i, j],
                3,
                g => [g[0], 0.5 * (g[0] + g[2] + g[1]), 0.5 * (g[0] + g[2] - g[1]), g[2]]
            );
            for (var i = 0; i < 16; i++)
            {
                m[i / 4, i % 4] = float.MultiplyAddEstimate((float)u[i / 4][i % 4], v[i / 4][i % 4], m[i / 4, i % 4]);
            }

            float At(int h, int l) =>
                h >= 0 && l >= 0 && h < x.Shape[2].Size && l < x.Shape[3].Size ? x[0, channel, h, l] : 0;
        }

        var y = Both((i, j) => m[i, j], 4, e => [e[0] + e[1] + e[2], e[1] - e[2] - e[3]]);
        return from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 2) select (i, j, y[i][j]);
    }

    // The transform of the columns, and then of the rows.
    private static T[][] Both<T>(Func<int, int, T> element, int size, Func<T[], T[]> transform)
    {
        T[][] columns =
        [
            .. Enumerable
                .Range(0, size)
                .Select(j => transform([.. Enumerable.Range(0, size).Select(i => element(i, j))])),
        ];
        return
        [
            .. Enumerable.Range(0, columns[0].Length).Select(i => transform([.. columns.Select(column => column[i])])),
        ];
    }

    // Where the definition is finite, it is met; elsewhere the same infinity or NaN.
    private static void Same(Graph graph, Tensor<float>[] inputs)
    {
        var expected = Reference.Run(graph, inputs)[0];
        var actual = Plan<float>.Compile(graph).Run(inputs)[0];
        for (var i = 0; i < expected.Length; i++)
        {
            var e = expected.Span[i];
            Assert.Equal(e, actual.Span[i], float.IsFinite(e) ? 1e-4f * (1 + Math.Abs(e)) : 0);
        }
    }

    private static Tensor<float> Changed(Tensor<float> x, int place, float number)
    {
        var elements = x.Span.ToArray();
        elements[place] = number;
        return new(x.Shape, elements);
    }

    private static (Graph Graph, Tensor<T>[] Inputs) Graph<T>(Case one, bool hasCotangents = false)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (before, after) = one.Padding;
        var x = Expr.Input("x", new(one.Batch, one.Groups * one.Channels, one.Size.Height, one.Size.Width));
        var w = Expr.Input("w", new(one.Groups * one.Filters, one.Channels, 3, 3));
        var y = x.Conv(w, padding: Padding.Of((before, after), (after, before)), groups: one.Groups).Relu();
        var c = Expr.Input("c", y.Shape);
        var graph = hasCotangents ? new Graph([x, w, c], [y, .. Gradient.Of(y, [x, w], c)]) : new Graph([x, w], [y]);
        return (graph, [.. graph.Inputs.Select((input, i) => Noise<T>(input.Shape, one.Seed + i))]);
    }

    private static Tensor<T> Noise<T>(Shape shape, int seed)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var elements = new float[shape.Size];
        ((Key)seed).Uniform<float>(elements);
        return new(shape, [.. elements.Select(element => T.CreateTruncating((2 * element) - 1))]);
    }

    private sealed record Case(
        int Batch,
        int Groups,
        int Channels,
        int Filters,
        (int Height, int Width) Size,
        (int Before, int After) Padding,
        int Threads,
        int Seed
    );
}
