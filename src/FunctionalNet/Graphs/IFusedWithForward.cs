using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>An operator whose kernel comes by the value of another operator on its way: a gradient by the loss.</summary>
internal interface IFusedWithForward
{
    /// <summary>Whether <paramref name="other"/> is such a value.</summary>
    bool Gives(Expr y, Expr other);

    /// <summary>The kernel that writes both.</summary>
    Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Buffer<T> other, Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
