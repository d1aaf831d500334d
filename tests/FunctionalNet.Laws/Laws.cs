using System.Numerics;
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

    /// <summary>Every pair within |a - b| ≤ tolerance (1 + |a|); NaN and infinities exactly.</summary>
    public static void Close<T>(Tensor<T> expected, Tensor<T> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected.Span[i]), double.CreateChecked(actual.Span[i]));
            var close = double.IsFinite(e) ? Math.Abs(e - a) <= tolerance * (1 + Math.Abs(e)) : e.Equals(a);
            Assert.True(close, $"element {i} of {expected.Shape}: expected {e:R}, got {a:R}");
        }
    }
}
