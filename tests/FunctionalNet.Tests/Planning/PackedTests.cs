using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Planning;

/// <summary>Values stored in 16 bits: numerically equal to mere rounding, and packed and unpacked at the right time.</summary>
public class PackedTests
{
    private const int Size = 64;

    private static readonly Shape Square = new(Size, Size);

    public static TheoryData<string, Precision> Rules { get; } =
    [
        .. FunctionalNet.Execution.Rules.All.SelectMany(
            _ => new[] { Precision.Float16, Precision.BFloat16 },
            (rule, kept) => (rule.Name, kept)
        ),
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Numbers_are_those_of_the_reference_with_and_without_each_rule(string without, Precision kept)
    {
        var graph = Waiting(kept, readers: 3);
        Compare<double>(graph, without, 1e-12);
        Compare<float>(graph, without, 1e-4);

        static void Compare<T>(Graph graph, string without, double tolerance)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var x = Drawn<T>();
            var expected = Reference.Run(graph, x)[0];
            var plans = new[] { null, without }.Select(rule => Plan<T>.Compile(graph, [], Team.Of(2), rule));
            Assert.All(plans, plan => Assert.All(plan.Run(x)[0].Span.ToArray(), Near));

            void Near(T value, int i) =>
                Numbers.Close(
                    [double.CreateTruncating(expected.Span[i])],
                    [double.CreateTruncating(value)],
                    2 * tolerance
                );
        }
    }

    // A value of 16 KB, read by 2 or by 6 matrix products, is stored in 8 KB between its readers, so that more readers take no more memory.
    [Fact]
    public void It_is_unpacked_before_each_reader_and_takes_no_place_between()
    {
        var (two, six) = (Waiting(Precision.BFloat16, readers: 2), Waiting(Precision.BFloat16, readers: 6));
        Assert.Equal((1, 2), (Count(two, "Pack"), Count(two, "Unpack")));
        Assert.Equal((1, 6), (Count(six, "Pack"), Count(six, "Unpack")));
        Assert.Equal(Plan<float>.Compile(two).Memory.Values, Plan<float>.Compile(six).Memory.Values);

        static int Count(Graph graph, string name) =>
            Plan<float>
                .Compile(graph)
                .Explain()
                .Count(kernel => kernel.Operators.StartsWith($"{name} ", StringComparison.Ordinal));
    }

    // Six values of a chain are kept until the end: all in full, or all in 16 bits and two of them in full.
    [Fact]
    public void It_is_packed_as_soon_as_it_is_there()
    {
        var x = Expr.Input("x", Square);
        var values = new List<Expr> { x.MatMul(x) };
        for (var i = 0; i < 5; i++)
        {
            values.Add(values[^1].MatMul(x));
        }

        var full = Last(value => value);
        var half = Last(value => Rounding.Waiting(value, Precision.Float16));
        Assert.InRange((double)half / full, 0.4, 0.75);

        long Last(Func<Expr, Expr> kept)
        {
            Expr[] read = [.. values.Select(kept)];
            var last = values[^1].MatMul(x);
            foreach (var value in Enumerable.Reverse(read))
            {
                last = last.MatMul(value);
            }

            return Plan<float>.Compile(new Graph([x], [last])).Memory.Values;
        }
    }

    [Fact]
    public void Elementwise_operators_read_it_as_it_is_packed()
    {
        var x = Expr.Input("x", Square);
        var kept = Rounding.Waiting(x.Exp(), Precision.Float16);
        var y = x.MatMul(x) + kept.Reshape(Size * Size).Reshape(Square);
        var kernels = Plan<float>.Compile(new Graph([x], [y])).Explain();
        Assert.Contains(kernels, kernel => kernel.Operators == "Pack Float16");
        Assert.DoesNotContain(kernels, kernel => kernel.Operators.Contains("Unpack", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_small_is_only_rounded()
    {
        var x = Expr.Input("x", new(Rounding.Fewest - 1));
        Assert.Same(x, Rounding.Waiting(x, Precision.Float16));
        var rounded = new Expr(new Rounding(Precision.Float16, Waits: true), x);
        var kernels = Plan<float>.Compile(new Graph([x], [rounded.Exp()])).Explain();
        Assert.Equal("RoundToFloat16, Exp", Assert.Single(kernels).Operators);
    }

    [Fact]
    public void What_is_asked_for_is_unpacked_once_and_stays()
    {
        var x = Expr.Input("x", Square);
        var kept = Rounding.Waiting(x.Exp(), Precision.BFloat16);
        var graph = new Graph([x], [kept, kept.MatMul(kept), kept + 1]);
        var input = Drawn<float>();
        var (expected, actual) = (Reference.Run(graph, input), Plan<float>.Compile(graph).Run(input));
        Assert.Equal(expected[0].Span.ToArray(), actual[0].Span.ToArray());
        Assert.Equal(expected[2].Span.ToArray(), actual[2].Span.ToArray());
    }

    // y = (((x x) k) k) ... where k = e^x is stored in 16 bits between its readers.
    private static Graph Waiting(Precision kept, int readers)
    {
        var x = Expr.Input("x", Square);
        var waiting = Rounding.Waiting((x * 0.01).Exp() * 0.1, kept);
        var y = x.MatMul(x);
        for (var i = 0; i < readers; i++)
        {
            y = y.MatMul(waiting).Tanh();
        }

        return new Graph([x], [y * waiting]);
    }

    private static Tensor<T> Drawn<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var values = new T[Size * Size];
        ((Key)3).Normal<T>(values);
        return Tensor.Of(Square, values);
    }
}
