namespace FunctionalNet;

/// <summary>The number type in which a file keeps what is <see cref="ElementType.Float"/>.</summary>
public enum Precision
{
    /// <summary>32 bits: what every runtime computes in.</summary>
    Float32,

    /// <summary>64 bits: to verify. ONNX Runtime lacks kernels for some operators in it.</summary>
    Float64,
}
