using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>One step of a plan. Running it allocates nothing.</summary>
internal abstract class Kernel
{
    /// <summary>Reads operands that stay constant over several runs, such as filters, in their current state.</summary>
    public virtual void Prepare() { }

    /// <summary>Computes the outputs from the operands, at the current addresses of their buffers.</summary>
    public abstract void Run();

    /// <summary>
    /// The kernels that this one consists of, derived from the costs of the whole; with times, measured over <paramref name="runs"/> runs,
    /// if the whole has a time.
    /// </summary>
    public virtual ImmutableArray<PlannedKernel> Explain(PlannedKernel whole, int runs) => [whole];
}
