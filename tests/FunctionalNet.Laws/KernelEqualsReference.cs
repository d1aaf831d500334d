using System.Numerics;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Law 2: the fast kernel equals the reference at every length, for NaN, infinities, signed zeros and empty axes.</summary>
public class KernelEqualsReference
{
    private const int LongestTail = 70;
    private const int LongestVector = 20;
    private const int LargestExample = 400;
    private const int LargestMatrix = 6000;
    private const int LargestImages = 600;

    public static TheoryData<string, string> Examples { get; } =
    [
        .. Laws.Examples()
            .Select(row => row.Data)
            .Where(row => Laws.Example(row.Item1, row.Item2).Domains.All(d => d.Shape.Size <= LargestExample)),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void At_every_length(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var tried = 0;
        foreach (
            var size in example.Domains.SelectMany(domain => domain.Shape.Sizes()).Where(size => size > 1).Distinct()
        )
        {
            for (var length = 0; length <= LongestTail; length++)
            {
                if (
                    example.Resized(size, length) is { } resized
                    && IsQuick(resized)
                    && Same<float>(resized, length, 3e-4)
                )
                {
                    Assert.True(length > LongestVector || Same<double>(resized, length, 1e-11));
                    tried++;
                }
            }
        }

        // If no other length is valid, only the original example can be compared.
        Assert.True(Same<float>(example, tried, 3e-4));
    }

    /// <summary>Whether the slow reference takes little time: several axes of an image grow together.</summary>
    private static bool IsQuick(Example example) =>
        example.Domains.All(domain => domain.Shape.Size <= (domain.Shape.Rank > 3 ? LargestImages : LargestMatrix));

    /// <summary>
    /// Compares kernel and reference; false if the resized operands are invalid, such as an index outside of a shorter axis.
    /// </summary>
    private static bool Same<T>(Example example, int seed, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Elementwise operators are compared with their derivative. A derivative that sums would expose the order of summation with large
        // numbers.
        var (inputs, output) = example.Trace();
        Expr[] floats = [.. inputs.Where(x => x.IsFloat)];
        var graph = new Graph(
            inputs,
            output is { Op: Elementwise, IsFloat: true } && floats.All(x => x.Shape == output.Shape)
                ? [output, .. Gradient.Of(output, floats)]
                : [output]
        );
        var values = Samples.Draw<T>(example, seed);
        Tensor<T>[] expected;
        try
        {
            expected = [.. Reference.Run(graph, values)];
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }

        var plan = Plan<T>.Compile(graph);
        Gives(values, expected);
        Tensor<T>[] extremes = [.. values.Zip(example.Domains, Extreme)];
        Gives(extremes, [.. Reference.Run(graph, extremes)]);
        return true;

        void Gives(Tensor<T>[] operands, Tensor<T>[] results)
        {
            var actual = plan.Run(operands);
            for (var i = 0; i < results.Length; i++)
            {
                Laws.Close(results[i], actual[i], tolerance);
            }

            if (output.Op is Elementwise)
            {
                Laws.SameSigns(results[0], actual[0]);
            }
        }

        static T Of(double number, float single) => T.CreateChecked(typeof(T) == typeof(float) ? single : number);

        Tensor<T> Extreme(Tensor<T> values, Domain domain)
        {
            // The largest finite number and the smallest normal one.
            var (largest, normal) = (Of(double.MaxValue, float.MaxValue), Of(2.2250738585072014e-308, 1.17549435e-38f));
            var random = new Random(seed);

            // In sums and products such extreme numbers would expose the order of evaluation, so that only elementwise operators get them.
            T[] specials =
            [
                T.NaN,
                T.PositiveInfinity,
                T.NegativeInfinity,
                T.Zero,
                T.NegativeZero,
                T.One,
                -T.One,
                .. output.Op is Elementwise
                    ?
                    [
                        T.Epsilon,
                        -T.Epsilon,
                        largest,
                        -largest,
                        normal,
                        -normal,
                        T.CreateChecked(100),
                        T.CreateChecked(-100),
                    ]
                    : Array.Empty<T>(),
            ];
            return domain.Element == ElementType.Float
                ? new Tensor<T>(
                    values.Shape,
                    [.. values.Span.ToArray().Select(v => random.Next(3) == 0 ? Special(v) : v)]
                )
                : values;

            T Special(T value)
            {
                var special = specials[random.Next(specials.Length)];
                return domain.IsFinite && !T.IsFinite(special) ? value : special;
            }
        }
    }
}
