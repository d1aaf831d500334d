using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// The whole of op(B) packed in strips as wide as a tile and as deep as B, one after the other, so that a micro-kernel reads sequentially.
/// Vectors are distributed evenly over strips, since a tile of one vector is slow.
/// </summary>
/// <param name="shape">The sizes and the layout.</param>
/// <param name="kernels">The micro-kernels.</param>
internal sealed unsafe class GemmStrips<T>(GemmShape shape, GemmKernels<T> kernels)
    where T : unmanaged, INumberBase<T>
{
    private readonly int vectors = CeilDiv(shape.N, kernels.Lanes);
    private readonly PinnedMemory<T> memory = new((int)Length(shape, kernels));

    /// <summary>The number of elements of all strips, the last of which is padded to a vector.</summary>
    public static long Length(GemmShape shape, GemmKernels<T> kernels) =>
        (long)CeilDiv(shape.N, kernels.Lanes) * kernels.Lanes * shape.K;

    /// <summary>Gets the number of strips.</summary>
    public int Count { get; } = CeilDiv(CeilDiv(shape.N, kernels.Lanes), kernels.Vectors);

    /// <summary>The first column of a strip.</summary>
    public int Column(int strip) => PartStart(vectors, Count, strip) * kernels.Lanes;

    /// <summary>The strip that begins at a column.</summary>
    public int At(int column) => (int)((((long)column / kernels.Lanes * Count) + vectors - 1) / vectors);

    /// <summary>A strip; the stride of its rows is its width.</summary>
    public T* Of(int strip) => memory.Pointer + ((nint)Column(strip) * shape.K);

    /// <summary>Packs the current B.</summary>
    public void Pack(T* b)
    {
        for (var strip = 0; strip < Count; strip++)
        {
            var column = Column(strip);
            var width = Column(strip + 1) - column;
            var used = Math.Min(width, shape.N - column);
            if (shape.TransB)
            {
                kernels.PackColumns(b + ((nint)column * shape.K), shape.K, Of(strip), width, used, shape.K);
            }
            else
            {
                kernels.PackRows(b + column, shape.N, Of(strip), width, used, shape.K);
            }
        }
    }
}
