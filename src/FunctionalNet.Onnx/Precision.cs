namespace FunctionalNet;

/// <summary>The number type in which a file keeps what is <see cref="ElementType.Float"/>.</summary>
public enum Precision
{
    /// <summary>32 bits: what every runtime computes in.</summary>
    Float32,

    /// <summary>64 bits: to verify. ONNX Runtime lacks kernels for some operators in it.</summary>
    Float64,

    /// <summary>
    /// Weights are kept in 16 bits with 11 of precision, up to 65504, and cast to 32 when they are read: everything is computed and
    /// accumulated in float32.
    /// </summary>
    Float16,

    /// <summary>Likewise in 16 bits with 8 of precision and the range of float32.</summary>
    BFloat16,
}
