namespace FunctionalNet.Execution;

/// <summary>The bytes that a plan takes, each part counted as it is allocated, for memory that starts at a multiple of 64 bytes.</summary>
/// <remarks>
/// Not counted are what threads keep for packed blocks of matrices, some hundred kilobytes a thread and shared by all plans, and copies
/// of a state that its owner keeps.
/// </remarks>
/// <param name="Values">Of the values in between, which share places when they are never alive together: the peak, not the sum.</param>
/// <param name="Scratch">Of what kernels keep for themselves, such as packed filters and tiles.</param>
/// <param name="Constants">Of the constants.</param>
/// <param name="Parameters">Of the parameters.</param>
/// <param name="Slots">Of the slots, such as the moments of an optimizer.</param>
/// <param name="Inputs">Of the inputs and the noise.</param>
/// <example><code>
/// MemoryUse memory = training.Memory(new(128, 784), new(128));
/// Console.WriteLine($"{memory.Values / 1e6:N1} MB of {memory.Total / 1e6:N1} MB are activations and gradients");
/// </code></example>
public sealed record MemoryUse(long Values, long Scratch, long Constants, long Parameters, long Slots, long Inputs)
{
    /// <summary>Gets the sum of all parts.</summary>
    public long Total => Values + Scratch + Constants + Parameters + Slots + Inputs;

    /// <summary>The bytes of two plans.</summary>
    internal MemoryUse And(MemoryUse other) =>
        new(
            Values + other.Values,
            Scratch + other.Scratch,
            Constants + other.Constants,
            Parameters + other.Parameters,
            Slots + other.Slots,
            Inputs + other.Inputs
        );
}
