using System.Numerics;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

/// <summary>Comparison of numbers, and evaluation of expressions.</summary>
internal static class Numbers
{
    /// <summary>Asserts that every pair agrees within tolerance · max(1, |expected|); NaN and infinities must be equal.</summary>
    public static void Close(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance)
    {
        var (e, a) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(e.Length, a.Length);
        for (var i = 0; i < e.Length; i++)
        {
            var close = double.IsFinite(e[i])
                ? Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(1, Math.Abs(e[i]))
                : e[i].Equals(a[i]);
            if (!close)
            {
                Assert.Fail($"number {i}: expected {e[i]:R}, got {a[i]:R}");
            }
        }
    }

    public static double[] Doubles<T>(this Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. tensor.Span.ToArray().Select(double.CreateChecked)];

    /// <summary>The value of an expression without variables.</summary>
    public static double[] Value(this Expr expr) => Plan<double>.Compile(new Graph([], [expr])).Run([])[0].Doubles();

    /// <summary>The values of expressions of one variable.</summary>
    public static double[][] Values(Expr variable, Tensor<double> at, params Expr[] of) =>
        [.. Plan<double>.Compile(new Graph([variable], of)).Run(at).Select(Doubles)];
}
