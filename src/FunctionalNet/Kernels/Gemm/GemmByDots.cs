using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Dot products of rows of A with rows of a transposed B, without packing.</summary>
internal sealed unsafe class GemmByDots<T>(GemmTask<T> task) : GemmPath<T>(task)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The number of rows of dot products per pass over B.
    private const int DotBlock = 48;

    public override void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        var (s, kernels) = (Task.Shape, Task.Kernels);
        for (var end = row + rows; row < end; row += DotBlock)
        {
            rows = Math.Min(DotBlock, end - row);
            for (var j = column; j < column + columns; j += GemmKernels<T>.MaxDotColumns)
            {
                var wide = Math.Min(GemmKernels<T>.MaxDotColumns, column + columns - j);
                for (var i = row; i < row + rows; i += kernels.DotRows)
                {
                    var high = Math.Min(kernels.DotRows, row + rows - i);
                    var at = ((nint)i * s.N) + j;
                    kernels
                        .Dot(high, wide)
                        .Run(s.K, a + ((nint)i * s.K), s.K, b + ((nint)j * s.K), s.K, c + at, s.N, Task.Accumulate);
                }
            }

            Task.Epilogue?.Run(row, rows, column, columns, worker);
        }
    }
}
