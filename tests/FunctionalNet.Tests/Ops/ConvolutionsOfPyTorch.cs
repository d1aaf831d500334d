using System.Globalization;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

/// <summary>Convolutions, pools and their gradients equal PyTorch's; convolutions.py records the numbers.</summary>
public class ConvolutionsOfPyTorch
{
    private static readonly Dictionary<string, (Func<Expr[], Expr> Build, Shape[] Operands)> Cases = new(
        StringComparer.Ordinal
    )
    {
        ["conv"] = (
            x => x[0].Conv(x[1], stride: (2, 1), padding: (1, 2), dilation: (1, 2)),
            [new(2, 3, 6, 7), new(4, 3, 3, 2)]
        ),
        ["conv in groups"] = (x => x[0].Conv(x[1], padding: 1, groups: 2), [new(2, 4, 4, 5), new(6, 2, 3, 3)]),
        ["depthwise"] = (x => x[0].Conv(x[1], stride: 2, padding: 1, groups: 3), [new(2, 3, 5, 6), new(3, 1, 3, 3)]),
        ["conv of one axis"] = (x => x[0].Conv(x[1], stride: 2, padding: 1), [new(2, 3, 9), new(4, 3, 3)]),
        ["conv of three axes"] = (x => x[0].Conv(x[1], padding: 1), [new(1, 2, 3, 4, 3), new(3, 2, 2, 3, 2)]),
        ["transposed"] = (
            x => x[0].ConvTranspose(x[1], stride: 2, padding: 1, outputPadding: 1),
            [new(2, 3, 3, 4), new(3, 4, 3, 3)]
        ),
        ["max pool"] = (x => x[0].MaxPool(3, stride: 2, padding: 1), [new(2, 3, 6, 7)]),
        ["max pool of ties"] = (x => x[0].MaxPool(2), [new(1, 2, 6, 8)]),
        ["average pool"] = (x => x[0].AveragePool(3, stride: 2, padding: 1, countPadding: true), [new(2, 3, 6, 7)]),
        ["average pool, rounded up"] = (
            x => x[0].AveragePool(2, stride: 3, padding: 1, ceiling: true, countPadding: true),
            [new(1, 2, 6, 8)]
        ),
    };

    public static TheoryData<string> Names { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_those_of_PyTorch(string name)
    {
        var (build, shapes) = Cases[name];
        Expr[] operands = [.. shapes.Select((shape, i) => Expr.Input($"x{i}", shape))];
        var y = build(operands);
        var c = Expr.Input("c", y.Shape);
        var graph = new Graph([.. operands, c], [y, .. Gradient.Of(y, operands, c)]);
        Tensor<double>[] values = [.. shapes.Select((shape, i) => Wave(shape, 1 + i)), Wave(y.Shape, 9)];
        if (name.EndsWith("ties", StringComparison.Ordinal))
        {
            values[0] = new Tensor<double>(shapes[0], [.. values[0].Span.ToArray().Select(value => Math.Round(value))]);
        }

        var expected = Recorded(name);
        Assert.Equal(graph.Outputs.Length, expected.Count);
        foreach (var outputs in new[] { Reference.Run(graph, values), Plan<double>.Compile(graph).Run(values) })
        {
            foreach (var (theirs, ours) in expected.Zip(outputs))
            {
                Assert.Equal(theirs.Length, ours.Length);
                for (var i = 0; i < theirs.Length; i++)
                {
                    Assert.Equal(theirs[i], ours.Span[i], 1e-9 * (1 + Math.Abs(theirs[i])));
                }
            }
        }
    }

    private static Tensor<double> Wave(Shape shape, int seed) =>
        new(shape, [.. Enumerable.Range(0, shape.Size).Select(i => Math.Sin((i * 0.7368) + seed))]);

    private static List<double[]> Recorded(string name) =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Ops", "convolutions.txt"))
                .Where(line => IsPart(line, name))
                .Select(line =>
                    line[(name.Length + 1)..]
                        .Split(' ')
                        .Skip(1)
                        .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
                        .ToArray()
                ),
        ];

    // A name may be a prefix of another name.
    private static bool IsPart(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal)
        && line[name.Length..] is [' ', 'y' or 'd', ' ' or >= '0' and <= '9', ..];
}
