using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Graphs;

/// <summary>Integers in a float32 or float64 executor: exact, or an error that names the number that is not.</summary>
public class WholeNumbersTests
{
    private const double Single = 1 << 24;
    private const double Twice = 9007199254740992;

    public static TheoryData<string> Executors { get; } = ["plan", "eager", "reference"];

    [Theory]
    [MemberData(nameof(Executors))]
    public void What_float32_does_not_hold_is_computed_in_double(string executor)
    {
        Holds(executor, x => x + Whole(1), [Single - 2], [Single - 1]);
        Refuses<float>(executor, x => x + Whole(1), [Single - 1]);
        Refuses<float>(executor, x => x * x, [5000]);
        Refuses<float>(executor, x => x - Whole(Single), [-2]);
        Refuses<float>(executor, x => x.Pow(Whole(5)), [100]);
        Refuses<float>(executor, x => x.CumSum(0), [Single - 1, 1, -5]);
        Refuses<float>(executor, x => x.ReduceProd(), [5000, 5000]);
        Refuses<float>(executor, x => x.MatMul(x), [5000, 1]);
        Assert.Equal([2 * Single], Run<double>(executor, x => x + x, [Single]));
        Refuses<double>(executor, x => x + x, [Twice / 2]);
    }

    // 2²⁴ + 1 rounds to 2²⁴ in float32, and the final sum does not show that a partial sum was rounded.
    [Theory]
    [MemberData(nameof(Executors))]
    public void A_sum_is_looked_at_on_its_way(string executor)
    {
        double[] terms = [Single - 1, 2, -Single, 5];
        Refuses<float>(executor, x => x.ReduceSum(), terms);
        Refuses<float>(executor, x => x.MatMul(Ops.Constant(new(4), [1, 1, 1, 1], ElementType.Int64)), terms);
        Assert.Equal([6], Run<double>(executor, x => x.ReduceSum(), terms));

        // A bound from the number of terms alone would reject this sum; the actual values are small.
        Holds(executor, x => x.ReduceSum(), [Single - 1, .. Enumerable.Repeat(0.0, 100)], [Single - 1]);
    }

    [Theory]
    [MemberData(nameof(Executors))]
    public void A_division_by_0_is_no_whole_number(string executor)
    {
        Assert.Contains("division by 0", Refuses<float>(executor, x => x / Whole(0), [1]), StringComparison.Ordinal);
        Assert.Contains(
            "division by 0",
            Refuses<double>(executor, x => x.Mod(Whole(0)), [1]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Executors))]
    public void A_constant_is_not_rounded(string executor)
    {
        var error = Refuses<float>(executor, x => x.Equal(Whole(Single + 1)), [1]);
        Assert.Contains("16777217", error, StringComparison.Ordinal);
        Assert.Contains("compute in double", error, StringComparison.Ordinal);
        Assert.Equal([1], Run<double>(executor, x => x.Equal(Whole(Single + 1)), [Single + 1]));
    }

    [Theory]
    [MemberData(nameof(Executors))]
    public void A_cast_holds_what_64_bits_hold(string executor)
    {
        double[] x = [1.9, -1.9, 1e10, 1e30, -1e30, double.NaN, double.PositiveInfinity];
        double[] whole =
        [
            1,
            -1,
            1e10,
            -9223372036854775808.0,
            -9223372036854775808.0,
            -9223372036854775808.0,
            -9223372036854775808.0,
        ];
        Assert.Equal(whole, Run<double>(executor, y => y.Cast(ElementType.Int64), x, ElementType.Float));
    }

    // The quotient 2⁵³ - 1/3 is rounded to 2⁵³ before it is truncated.
    [Theory]
    [MemberData(nameof(Executors))]
    public void A_quotient_of_large_numbers_is_rounded_towards_zero(string executor)
    {
        Assert.Equal([(Twice / 2) - 1], Run<double>(executor, x => x / Whole(3), [(1.5 * Twice) - 2]));
        Assert.Equal([-((Twice / 2) - 1)], Run<double>(executor, x => x / Whole(-3), [(1.5 * Twice) - 2]));
    }

    // Numbers from 2⁶³ on stand for the integers before it, which are bounds and nothing else.
    [Theory]
    [MemberData(nameof(Executors))]
    public void The_ends_of_64_bits_are_not_computed_with(string executor)
    {
        Assert.True(WholeNumbers.Holds<double>(long.MaxValue - 1, out var last));
        Assert.True(WholeNumbers.Holds<double>(long.MaxValue, out var end));
        foreach (var mark in (double[])[last, end])
        {
            Refuses<double>(executor, x => x.Less(Whole(mark)), [1]);
            Refuses<double>(executor, x => Whole(mark) - x, [1]);
            Refuses<double>(executor, x => x.Max(Whole(mark)), [1]);
        }

        var first = -Math.ScaleB(1, 63);
        Refuses<double>(executor, x => -x, [first]);
        Refuses<double>(executor, x => x.Abs(), [first]);
        Assert.Equal([1], Run<double>(executor, x => x.Equal(Whole(first)), [first]));
    }

    private static Expr Whole(double value) => Ops.Constant(Shape.Scalar, [value], ElementType.Int64);

    private static void Holds(string executor, Func<Expr, Expr> function, double[] x, double[] y)
    {
        Assert.Equal(y, Run<float>(executor, function, x));
        Assert.Equal(y, Run<double>(executor, function, x));
    }

    private static string Refuses<T>(string executor, Func<Expr, Expr> function, double[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assert.Throws<InexactNumberException>(() => Run<T>(executor, function, x)).Message;

    private static double[] Run<T>(
        string executor,
        Func<Expr, Expr> function,
        double[] x,
        ElementType element = ElementType.Int64
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = Expr.Input("x", new(x.Length), element);
        var graph = new Graph([input], [function(input)]);
        var tensor = Tensor.Vector([.. x.Select(T.CreateChecked)]);
        ImmutableArray<Tensor<T>> results = executor switch
        {
            "plan" => Plan<T>.Compile(graph).Run(tensor),
            "eager" => Eager.Run(graph, tensor),
            _ => Reference.Run(graph, tensor),
        };
        return results[0].Doubles();
    }
}
