using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>The reference kernel of an operator as a kernel of a plan.</summary>
internal sealed class ReferenceKernel<T>(Op op, ImmutableArray<Buffer<T>> inputs, Buffer<T> output) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run() => op.Evaluate(inputs.AsSpan(), output);
}
