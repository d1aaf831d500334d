using System.Numerics;
using System.Runtime.InteropServices;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>The catalogue as test data, and the comparison that all laws use.</summary>
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

    /// <summary>The same shape, and every pair within |a - b| ≤ tolerance (1 + |a|); NaN and infinities exactly.</summary>
    public static void Close<T>(Tensor<T> expected, Tensor<T> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected.Span[i]), double.CreateChecked(actual.Span[i]));
            var close = double.IsFinite(e) ? Math.Abs(e - a) <= tolerance * (1 + Math.Abs(e)) : e.Equals(a);
            Assert.True(close, $"element {i} of {expected.Shape}: expected {e:R}, got {a:R}");
        }
    }

    /// <summary>Where both are zero, they are the same zero.</summary>
    public static void SameSigns<T>(Tensor<T> expected, Tensor<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected.Span[i], actual.Span[i]);
            Assert.False(
                T.IsZero(e) && T.IsZero(a) && T.IsNegative(e) != T.IsNegative(a),
                $"element {i} of {expected.Shape}: expected {(T.IsNegative(e) ? "-0" : "+0")}"
            );
        }
    }

    /// <summary>The same bits.</summary>
    public static void Identical<T>(Tensor<T> expected, Tensor<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True(
            MemoryMarshal.AsBytes(expected.Span).SequenceEqual(MemoryMarshal.AsBytes(actual.Span)),
            $"expected {expected}, got {actual}"
        );
    }
}
