using System.Numerics;
using System.Runtime.InteropServices;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>The catalogue's examples as test data, and the comparisons that the laws use.</summary>
internal static class Laws
{
    public static TheoryData<string, string> Examples() =>
        [
            .. Catalog
                .Operators.SelectMany(entry => entry.Examples().Select(example => (entry.Onnx, example.Name)))
                .Distinct(),
        ];

    public static Example Example(string onnx, string name) =>
        Catalog
            .Operators.Where(entry => entry.Onnx == onnx)
            .SelectMany(entry => entry.Examples())
            .First(example => example.Name == name);

    /// <summary>Asserts equal shapes and |a - b| ≤ tolerance (1 + |a|) for every pair; NaN and infinities must be equal.</summary>
    public static void Close<T>(Tensor<T> expected, Tensor<T> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected.Span[i]), double.CreateChecked(actual.Span[i]));
            var close = double.IsFinite(e) ? Math.Abs(e - a) <= tolerance * (1 + Math.Abs(e)) : e.Equals(a);
            if (!close)
            {
                Assert.Fail($"element {i} of {expected.Shape}: expected {e:R}, got {a:R}");
            }
        }
    }

    /// <summary>Asserts that zeros at the same position have the same sign.</summary>
    public static void SameSigns<T>(Tensor<T> expected, Tensor<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected.Span[i], actual.Span[i]);
            if (T.IsZero(e) && T.IsZero(a) && T.IsNegative(e) != T.IsNegative(a))
            {
                Assert.Fail($"element {i} of {expected.Shape}: expected {(T.IsNegative(e) ? "-0" : "+0")}");
            }
        }
    }

    /// <summary>Asserts equal shapes and equal bits.</summary>
    public static void Identical<T>(Tensor<T> expected, Tensor<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        if (!MemoryMarshal.AsBytes(expected.Span).SequenceEqual(MemoryMarshal.AsBytes(actual.Span)))
        {
            Assert.Fail($"expected {expected}, got {actual}");
        }
    }
}
