using FunctionalNet.Execution;
using FunctionalNet.Lowering;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>In a resize and in its derivative, an infinite element affects exactly the elements that it has a weight in.</summary>
public class ResizeTests
{
    private const int Size = 16;
    private const int Infinite = 5;

    public static MatrixTheoryData<string, double> Ways { get; } = new(["linear", "cubic"], [0.25, 0.5, 1.5, 2]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_infinite_element_is_seen_where_it_counts(string mode, double scale)
    {
        var way = new Interpolation(mode, "half_pixel") { Antialiases = scale < 1 };
        var x = Expr.Input("x", new Shape(Size));
        var y = Resizing.Of(x, [scale], null, way);
        var dy = Expr.Input("dy", y.Shape);
        var graph = new Graph([x, dy], [y, Gradient.Of((y * dy).ReduceSum(), [x])[0]]);
        var count = y.Shape.Size;
        foreach (var run in new Func<Tensor<double>[], IReadOnlyList<Tensor<double>>>[] { Slow, Planned })
        {
            var plain = run([Line(Size, 0), Line((int)count, 0)]);
            var spoiled = run([Line(Size, double.PositiveInfinity), Line((int)count, 0)])[0];
            var spoiledBack = run([Line(Size, 0), Line((int)count, double.PositiveInfinity)])[1];
            for (var i = 0; i < count; i++)
            {
                Same(Weight(Infinite, i), plain[0].Span[i], spoiled.Span[i]);
            }

            for (var i = 0; i < Size && count > Infinite; i++)
            {
                // The first and the last element also take the weights of positions beyond the edge.
                if (i is not (0 or Size - 1))
                {
                    Same(Weight(i, Infinite), plain[1].Span[i], spoiledBack.Span[i]);
                }
            }
        }

        IReadOnlyList<Tensor<double>> Slow(Tensor<double>[] data) => [.. Reference.Run(graph, data)];

        IReadOnlyList<Tensor<double>> Planned(Tensor<double>[] data) =>
            [.. Plan<double>.Compile(graph, threads: 1).Run(data)];

        double Weight(int from, int to) =>
            way.Weight((way.Source(to, Size, (int)count, scale, 0, 1) - from) * Math.Min(1, scale));
    }

    private static void Same(double weight, double plain, double spoiled)
    {
        if (weight.Equals(0))
        {
            Assert.Equal(plain, spoiled);
        }
        else
        {
            Assert.False(double.IsFinite(spoiled));
        }
    }

    private static Tensor<double> Line(int size, double there) =>
        new(new Shape(size), [.. Enumerable.Range(0, size).Select(i => i == Infinite ? there : i + 1.0)]);
}
