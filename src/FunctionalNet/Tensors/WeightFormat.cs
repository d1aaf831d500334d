namespace FunctionalNet;

/// <summary>The number format that frozen weights are held in, in memory. They are computed with in the number type of the training.</summary>
/// <remarks>
/// Only weights of two and more axes with at least 256 elements are held in fewer bits: biases and scales stay exact. A weight has its
/// rounded value everywhere: in steps, predictions, files and <see cref="Merging.Merge"/>. Exported models and steps store weights of 16
/// bits in 16 bits, and others as the export says.
/// </remarks>
/// <example><code>Layer tuned = LowRank(encoder, rank: 8, storage: WeightFormat.Int8) >> Dense(3);</code></example>
public enum WeightFormat
{
    /// <summary>The number type of the training.</summary>
    Full,

    /// <summary>2 bytes: 11 bits of precision, from 6e-8 to 65504. IEEE 754: binary16.</summary>
    Float16,

    /// <summary>2 bytes: 8 bits of precision and the range of float32, whose upper half it is.</summary>
    BFloat16,

    /// <summary>
    /// 1.06 bytes: blocks of 64 consecutive elements have an absolute maximum m, and each element is the nearest of -127 to 127 times m/127.
    /// The error is at most m/254. A block with an infinite element or a NaN is NaN.
    /// </summary>
    /// <remarks>Dettmers and others, "8-bit Optimizers via Block-wise Quantization", 2021; with equal distances.</remarks>
    Int8,
}
