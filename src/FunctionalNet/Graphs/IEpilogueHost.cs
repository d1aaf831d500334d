using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// An operator whose kernel can run elementwise operators on each block of its result while that is still in the cache. The
/// result is seen as a matrix.
/// </summary>
internal interface IEpilogueHost
{
    /// <summary>Whether it can for these operands.</summary>
    bool CanHost(Expr y);

    /// <summary>The columns of the matrix.</summary>
    int Width(Expr y);

    /// <summary>The kernel with what follows on each finished block.</summary>
    Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team, Epilogue? epilogue)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
