namespace FunctionalNet;

/// <summary>
/// The number type in which what is <see cref="ElementType.Float"/> is kept: in a file, or in memory until it is read. Whatever is
/// kept in 16 bits is computed with in 32.
/// </summary>
/// <example><code>
/// Layer net = MixedPrecision(Dense(256) >> Gelu() >> Dense(10), Precision.BFloat16);
/// </code></example>
public enum Precision
{
    /// <summary>32 bits: what every runtime computes in.</summary>
    Float32,

    /// <summary>64 bits: to verify. ONNX Runtime lacks kernels for some operators in it.</summary>
    Float64,

    /// <summary>
    /// 16 bits with 11 of precision: numbers from 6e-8 to 65504, and infinity beyond. Numbers are rounded to the nearest, halves to even.
    /// IEEE 754: binary16.
    /// </summary>
    Float16,

    /// <summary>Likewise 16 bits with 8 of precision and the range of float32, whose upper half it is.</summary>
    BFloat16,
}
