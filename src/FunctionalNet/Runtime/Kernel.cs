using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>One piece of work of a plan. Running it allocates nothing.</summary>
internal abstract class Kernel
{
    /// <summary>Takes operands as they are now that stay the same over some runs, such as filters.</summary>
    public virtual void Prepare() { }

    /// <summary>Computes the outputs from the operands, wherever their buffers point now.</summary>
    public abstract void Run();

    /// <summary>What it consists of, from what is known of it as a whole; with times, from so many runs, where that has one.</summary>
    public virtual ImmutableArray<PlannedKernel> Explain(PlannedKernel whole, int runs) => [whole];
}
