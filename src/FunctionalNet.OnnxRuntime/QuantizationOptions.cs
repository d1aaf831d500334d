namespace FunctionalNet;

/// <summary>How a model is brought to whole numbers of 8 bits; change a copy with <c>with</c>.</summary>
/// <example><code>var options = new QuantizationOptions { Calibration = digits.Inputs };</code></example>
public sealed record QuantizationOptions
{
    private readonly int? bits;

    /// <summary>
    /// Gets the samples [n, ...] whose activations say in which range each lies from then on: static quantization, in the QDQ form.
    /// Null quantizes each batch by its own range: dynamic quantization.
    /// </summary>
    public Tensor<float>? Calibration { get; init; }

    /// <summary>
    /// Gets the number of bits of signed weights, 7 or 8; null for unsigned weights of 8 bits around 128, which are as fine as 8 signed ones
    /// and right on every processor. 7 signed bits are right everywhere too and twice as coarse. 8 signed bits are for processors that
    /// are known to have VNNI: on others ONNX Runtime adds pairs of products in 16 bits, which 8 overflow. With VNNI, products with signed
    /// weights take a third to a half of the time of those with unsigned ones.
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

    /// <summary>Gets samples [n, ...] to compare the outputs on; random ones if null.</summary>
    public Tensor<float>? Samples { get; init; }

    /// <summary>Gets the labels [n] of the samples, for the accuracy.</summary>
    public Tensor<float>? Labels { get; init; }
}
