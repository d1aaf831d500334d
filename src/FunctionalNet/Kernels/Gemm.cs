using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

internal abstract class Epilogue
{
    public abstract void Run(int row, int rows, int column, int columns, int worker);
}

internal readonly record struct GemmShape(int M, int N, int K, bool TransA = false, bool TransB = false);

internal sealed unsafe class Gemm<T>(GemmShape s, Team team, Epilogue? epilogue = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Team Team => team;

    public void Run(T* a, T* b, T* c)
    {
        for (var i = 0; i < s.M; i++)
        {
            for (var j = 0; j < s.N; j++)
            {
                var sum = T.Zero;
                for (var p = 0; p < s.K; p++)
                {
                    sum += a[s.TransA ? (p * s.M) + i : (i * s.K) + p] * b[s.TransB ? (j * s.K) + p : (p * s.N) + j];
                }

                c[(i * s.N) + j] = sum;
            }
        }

        epilogue?.Run(0, s.M, 0, s.N, 0);
    }
}
