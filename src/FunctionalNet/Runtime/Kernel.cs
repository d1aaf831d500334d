using System.Collections.Immutable;
using System.Numerics;

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

/// <summary>The reference kernel of an operator as a piece of a plan.</summary>
internal sealed class ReferenceKernel<T>(Op op, ImmutableArray<Buffer<T>> inputs, Buffer<T> output) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run() => op.Evaluate(inputs.AsSpan(), output);
}
