using FunctionalNet.Runtime;

namespace FunctionalNet;

/// <summary>The target of a conversion; change options with <c>with</c>.</summary>
/// <example><code>var options = new ConversionOptions { Opset = 17, Precision = Precision.Float16 };</code></example>
public sealed record ConversionOptions
{
    /// <summary>Gets the version of ONNX's operator set, from 11 to 24; that of the file if null.</summary>
    public int? Opset { get; init; }

    /// <summary>Gets the number type of weights: float32, or a 16-bit one.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Gets a value indicating whether weights are written to a separate file, with <c>.data</c> after the model's name.</summary>
    public bool ExternalData { get; init; }

    /// <summary>
    /// Gets the tolerance of outputs: |a - b| up to tolerance (1 + |a|). If null, it is 0.001 for another opset with weights in float32, and
    /// there is none for weights in 16 bits, whose differences are reported.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>Gets samples [n, ...] for the comparison of outputs; random ones if null.</summary>
    public Tensor<float>? Samples { get; init; }

    /// <summary>Gets the labels [n] of the samples, for the accuracy.</summary>
    public Tensor<float>? Labels { get; init; }

    /// <summary>Gets what is given of random inputs.</summary>
    internal GivenInputs Given { get; init; } = GivenInputs.None;
}
