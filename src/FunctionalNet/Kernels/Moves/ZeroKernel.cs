using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>The result of sums without terms.</summary>
internal sealed class ZeroKernel<T>(Buffer<T> y) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run() => y.Span.Clear();
}
