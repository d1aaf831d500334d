namespace FunctionalNet;

/// <summary>The device on which ONNX Runtime computes.</summary>
/// <example><code>
/// using var predictor = OnnxPredictor.Load("digits.onnx", Device.Cuda.OrCpu()).OrThrow();
/// Console.WriteLine($"{predictor.Device} {predictor.Note}");
/// </code></example>
public sealed record Device
{
    private Device(bool isCuda) => IsCuda = isCuda;

    /// <summary>Gets the CPU.</summary>
    public static Device Cpu { get; } = new(isCuda: false);

    /// <summary>Gets the first NVIDIA GPU. If it is not available, opening a model is an error that says what is missing.</summary>
    public static Device Cuda { get; } = new(isCuda: true);

    /// <summary>Gets a value indicating whether it is an NVIDIA GPU.</summary>
    public bool IsCuda { get; }

    /// <summary>Gets the index of the GPU, from 0.</summary>
    public int Index { get; private init; }

    /// <summary>Gets a value indicating whether the CPU is used if the GPU is not available.</summary>
    public bool FallsBack { get; private init; }

    /// <summary>Gets a value indicating whether products may round their operands to TF32.</summary>
    public bool AllowsTf32 { get; private init; }

    /// <summary>
    /// This GPU with products and convolutions that round their operands to TF32 (10 bits of mantissa instead of 23): several times as fast
    /// on its tensor cores, with relative errors of about 1e-3. Without it they use float32, as on the CPU.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device is not a GPU.</exception>
    public Device WithTf32() =>
        IsCuda ? this with { AllowsTf32 = true } : throw new InvalidOperationException("Only GPUs have TF32.");

    /// <summary>Another GPU than the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="InvalidOperationException">The device is not a GPU.</exception>
    public Device At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return IsCuda ? this with { Index = index } : throw new InvalidOperationException("Only GPUs have a number.");
    }

    /// <summary>This device, or the CPU if it is not available; an opened model tells which one it uses and why.</summary>
    public Device OrCpu() => this with { FallsBack = IsCuda };

    /// <summary><c>CPU</c>, <c>CUDA 0</c> or <c>CUDA 0, else CPU</c>.</summary>
    public override string ToString() => IsCuda ? $"CUDA {Index}{(FallsBack ? ", else CPU" : string.Empty)}" : "CPU";
}
