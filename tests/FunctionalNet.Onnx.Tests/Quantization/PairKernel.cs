namespace FunctionalNet.OnnxTests.Quantization;

/// <summary>
/// Quantized products as ONNX Runtime accumulates them on x86 without VNNI. Signed weights: <c>vpmaddubsw</c> adds two products in 16 bits
/// and saturates. Unsigned weights: both operands are widened to 16 bits, and <c>vpmaddwd</c> adds two products in 32 bits. The rest is
/// added in 32 bits, and the contribution of the zero point is subtracted.
/// </summary>
internal static class PairKernel
{
    /// <summary>The sum of a (w - zero).</summary>
    public static int Sum(byte[] activations, byte[] weights, bool isSigned, byte zero)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i += 2)
        {
            var pair = Product(i) + (i + 1 < weights.Length ? Product(i + 1) : 0);
            sum = unchecked(sum + (isSigned ? Math.Clamp(pair, short.MinValue, short.MaxValue) : pair));
        }

        foreach (var activation in activations)
        {
            sum = unchecked(sum - (activation * Value(zero)));
        }

        return sum;

        int Value(byte stored) => isSigned ? unchecked((sbyte)stored) : stored;

        int Product(int i) => activations[i] * Value(weights[i]);
    }
}
