namespace FunctionalNet;

/// <summary>
/// The number type for storing <see cref="ElementType.Float"/> values: in a file, or in memory until they are read. Values stored in 16
/// bits are computed with in 32.
/// </summary>
/// <example><code>
/// Layer net = MixedPrecision(Dense(256) >> Gelu() >> Dense(10), Precision.BFloat16);
/// </code></example>
public enum Precision
{
    /// <summary>32 bits: the number type that every runtime supports.</summary>
    Float32,

    /// <summary>64 bits: for verification. ONNX Runtime lacks kernels for some operators.</summary>
    Float64,

    /// <summary>
    /// 16 bits with 11 of precision: from 6e-8 to 65504, and infinity beyond. Rounded to nearest, ties to even. IEEE 754: binary16.
    /// </summary>
    Float16,

    /// <summary>16 bits with 8 of precision and the range of float32, whose upper half it is.</summary>
    BFloat16,
}
