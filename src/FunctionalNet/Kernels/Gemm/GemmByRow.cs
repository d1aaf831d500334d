using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>One row of C: the sum of the rows of B, each times an element of A.</summary>
internal sealed unsafe class GemmByRow<T>(GemmTask<T> task) : GemmPath<T>(task)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        if (!Task.Accumulate)
        {
            new Span<T>(c + column, columns).Clear();
        }

        Task.Kernels.Row(Task.Shape.K, a, b + column, Task.Shape.N, c + column, columns);
        Task.Epilogue?.Run(0, 1, column, columns, worker);
    }
}
