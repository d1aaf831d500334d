using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>A matrix product and its blocking.</summary>
/// <param name="Shape">The sizes and the layout.</param>
/// <param name="Kernels">The micro-kernels of a vector width.</param>
/// <param name="Blocking">The parts and blocks.</param>
/// <param name="Accumulate">Whether the product is added to C.</param>
/// <param name="Epilogue">Applied to each finished block of C.</param>
internal sealed record GemmTask<T>(
    GemmShape Shape,
    GemmKernels<T> Kernels,
    GemmBlocking Blocking,
    bool Accumulate,
    Epilogue? Epilogue
)
    where T : unmanaged, INumberBase<T>;

/// <summary>An algorithm for a part of a matrix product.</summary>
/// <param name="task">The product.</param>
internal abstract unsafe class GemmPath<T>(GemmTask<T> task)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the product.</summary>
    protected GemmTask<T> Task => task;

    /// <summary>Gets the elements of scratch memory that a thread needs.</summary>
    public virtual int Scratch => 0;

    /// <summary>The algorithm that the blocking selects.</summary>
    public static GemmPath<T> Of(GemmTask<T> task) =>
        task.Blocking.Method switch
        {
            GemmMethod.Row => new GemmByRow<T>(task),
            GemmMethod.Dot => new GemmByDots<T>(task),
            GemmMethod.Transposed => new GemmTransposed<T>(task),
            GemmMethod.Strips => new GemmByStrips<T>(task),
            _ => new GemmByTiles<T>(task),
        };

    /// <summary>The column at which a part begins, at the boundary of a vector.</summary>
    public virtual int Column(int part) =>
        PartStart(CeilDiv(task.Shape.N, task.Kernels.Lanes), task.Blocking.ColumnParts, part) * task.Kernels.Lanes;

    /// <summary>Packs the current B, for algorithms that pack it once for many products.</summary>
    public virtual void Prepare(T* b) { }

    /// <summary>Computes some rows and columns of C; the first column begins a part or a vector.</summary>
    public abstract void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker);
}
