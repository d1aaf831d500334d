namespace FunctionalNet;

/// <summary>Devices for training on ONNX Runtime.</summary>
/// <example><code>
/// using var engine = training.On(Ort.Cuda().OrCpu()).OrThrow();
/// var trained = engine.Fold(state, batches);
/// </code></example>
public static class Ort
{
    /// <summary>Gets the CPU.</summary>
    public static Device Cpu => Device.Cpu;

    /// <summary>An NVIDIA GPU.</summary>
    /// <param name="index">Its index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Device Cuda(int index = 0) => Device.Cuda.At(index);
}
