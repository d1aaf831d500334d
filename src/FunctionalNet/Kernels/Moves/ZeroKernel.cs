using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>What sums of products are where there is nothing to add up.</summary>
internal sealed class ZeroKernel<T>(Buffer<T> y) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run() => y.Span.Clear();
}
