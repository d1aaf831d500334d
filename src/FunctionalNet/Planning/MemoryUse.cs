namespace FunctionalNet.Execution;

/// <summary>The memory of a plan in bytes, by kind, counted as it is allocated, with blocks aligned to 64 bytes.</summary>
/// <remarks>
/// Not counted: packed panels of matrices, which threads keep and all plans share (some hundred kilobytes a thread, a few megabytes with
/// large convolutions), and copies of a state that its owner keeps.
/// </remarks>
/// <param name="Values">Intermediate values, which share memory when their lifetimes are disjoint: the peak, not the sum.</param>
/// <param name="Scratch">Scratch memory that kernels keep, such as packed filters and tiles.</param>
/// <param name="Constants">The constants.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Slots">The slots, such as the moments of an optimizer.</param>
/// <param name="Inputs">The inputs and the noise.</param>
/// <example><code>
/// MemoryUse memory = training.Memory(new(128, 784), new(128));
/// Console.WriteLine($"{memory.Values / 1e6:N1} MB of {memory.Total / 1e6:N1} MB are activations and gradients");
/// </code></example>
public sealed record MemoryUse(long Values, long Scratch, long Constants, long Parameters, long Slots, long Inputs)
{
    /// <summary>Gets the sum of all parts.</summary>
    public long Total => Values + Scratch + Constants + Parameters + Slots + Inputs;

    /// <summary>The sum of two plans.</summary>
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
