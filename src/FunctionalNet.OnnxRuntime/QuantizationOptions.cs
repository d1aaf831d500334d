using FunctionalNet.Runtime;

namespace FunctionalNet;

/// <summary>Options of quantization to 8 bits; change options with <c>with</c>.</summary>
/// <example><code>var options = new QuantizationOptions { Calibration = digits.Inputs };</code></example>
public sealed record QuantizationOptions
{
    private readonly int? bits;

    /// <summary>
    /// Gets the calibration samples [n, ...], which determine the ranges of activations: static quantization, in the QDQ form. Null uses
    /// the range of each batch: dynamic quantization.
    /// </summary>
    public Tensor<float>? Calibration { get; init; }

    /// <summary>
    /// Gets the number of bits of signed weights, 7 or 8; null for unsigned 8-bit weights with zero point 128, which are as precise as 8
    /// signed bits and exact on every processor. 7 signed bits are exact everywhere too and half as precise. 8 signed bits are for
    /// processors that are known to have VNNI: on others ONNX Runtime adds pairs of products in 16 bits, which 8 bits overflow. With VNNI,
    /// products with signed weights take a third to a half of the time of those with unsigned ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another number.</exception>
    public int? SignedBits
    {
        get => bits;
        init =>
            bits = value is null or 7 or 8
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "A signed weight uses 7 or 8 bits.");
    }

    /// <summary>Gets samples [n, ...] for the comparison of outputs; random ones if null.</summary>
    public Tensor<float>? Samples { get; init; }

    /// <summary>Gets the labels [n] of the samples, for the accuracy.</summary>
    public Tensor<float>? Labels { get; init; }

    /// <summary>Gets what is given of random inputs.</summary>
    internal GivenInputs Given { get; init; } = GivenInputs.None;
}
