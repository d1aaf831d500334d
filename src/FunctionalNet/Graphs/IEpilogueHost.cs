using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// An operator whose kernel can run elementwise operators as an epilogue on each block of its result while the block is in cache. The
/// result is viewed as a matrix.
/// </summary>
internal interface IEpilogueHost
{
    /// <summary>Whether it supports an epilogue for these operands.</summary>
    bool CanHost(Expr y);

    /// <summary>The number of columns of the matrix.</summary>
    int Width(Expr y);

    /// <summary>The kernel with an epilogue on each finished block.</summary>
    Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team, Epilogue? epilogue)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
