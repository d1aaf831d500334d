using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>An operator whose kernel also computes the value of another operator: a gradient and its loss.</summary>
internal interface IFusedWithForward
{
    /// <summary>Whether the kernel also computes <paramref name="other"/>.</summary>
    bool Gives(Expr y, Expr other);

    /// <summary>The kernel that writes both values.</summary>
    Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Buffer<T> other, Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
