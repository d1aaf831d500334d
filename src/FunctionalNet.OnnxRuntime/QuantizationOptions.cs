namespace FunctionalNet;

/// <summary>How a model is brought to whole numbers of 8 bits; change a copy with <c>with</c>.</summary>
/// <example><code>var options = new QuantizationOptions { Calibration = digits.Inputs, WeightBits = 7 };</code></example>
public sealed record QuantizationOptions
{
    private readonly int bits = 8;

    /// <summary>
    /// Gets the samples [n, ...] whose activations say in which range each lies from then on: static quantization, in the QDQ form.
    /// Null quantizes each batch by its own range: dynamic quantization.
    /// </summary>
    public Tensor<float>? Calibration { get; init; }

    /// <summary>
    /// Gets the number of bits of a weight that are used: 8, or 7 for processors without VNNI, where ONNX Runtime adds pairs of products
    /// in 16 bits, which 8 can overflow.
    /// </summary>
    public int WeightBits
    {
        get => bits;
        init =>
            bits = value is 7 or 8
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "A weight uses 7 or 8 bits.");
    }

    /// <summary>Gets samples [n, ...] to compare the outputs on; random ones if null.</summary>
    public Tensor<float>? Samples { get; init; }

    /// <summary>Gets the labels [n] of the samples, for the accuracy.</summary>
    public Tensor<float>? Labels { get; init; }
}
