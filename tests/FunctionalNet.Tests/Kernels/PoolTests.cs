using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>Pooling of planes that are processed in several blocks of rows, against the maximum and the mean of each window.</summary>
public class PoolTests
{
    // Covers one row a block, several rows a block, planes without padding, and windows that do not reach the end of the plane.
    public static TheoryData<int, int, int, int, int, int, int, int> Windows =>
        new()
        {
            { 9, 3000, 3, 3, 1, 1, 1, 1 },
            { 70, 130, 3, 3, 1, 1, 1, 1 },
            { 70, 131, 3, 2, 2, 2, 1, 0 },
            { 70, 130, 1, 2, 1, 2, 0, 0 },
            { 200, 37, 1, 5, 1, 1, 0, 0 },
            { 133, 65, 5, 1, 3, 1, 2, 0 },
            { 301, 17, 2, 7, 1, 5, 0, 3 },
            { 40, 2100, 1, 1, 2, 3, 0, 0 },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void The_largest_and_the_mean_of_each_window(
        int height,
        int width,
        int high,
        int wide,
        int down,
        int right,
        int above,
        int before
    )
    {
        Tensor<float> data = new(
            new(1, 2, height, width),
            [.. Enumerable.Range(0, 2 * height * width).Select(i => i % 977 == 5 ? float.NaN : MathF.Sin(i * 0.73f))]
        );
        var x = Expr.Input("x", data.Shape);
        Padding padding = (above, before);
        PerAxis kernel = (high, wide);
        PerAxis stride = (down, right);
        var results = Plan<float>
            .Compile(
                new Graph([x], [x.MaxPool(kernel, stride, padding), x.AveragePool(kernel, stride, padding)]),
                threads: 1
            )
            .Run(data);
        var (largest, mean) = (results[0], results[1]);
        var (rows, columns) = (largest.Shape[2].Size, largest.Shape[3].Size);
        Assert.Equal(
            (((height + (2 * above) - high) / down) + 1, ((width + (2 * before) - wide) / right) + 1),
            (rows, columns)
        );
        for (var i = 0; i < largest.Length; i++)
        {
            var (plane, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
            float[] window =
            [
                .. from y in Enumerable.Range((row * down) - above, high)
                from z in Enumerable.Range((column * right) - before, wide)
                where y >= 0 && y < height && z >= 0 && z < width
                select data.Span[(((plane * height) + y) * width) + z],
            ];
            Assert.Equal(window.Aggregate(float.Max), largest.Span[i]);
            Assert.Equal(window.Average(), mean.Span[i], 1e-6f);
        }
    }
}
