namespace FunctionalNet.Kernels;

/// <summary>
/// C[M, N] = op(A) op(B), all row-major and contiguous: A is [M, K] ([K, M] when <paramref name="TransA"/>),
/// B is [K, N] ([N, K] when <paramref name="TransB"/>).
/// </summary>
internal readonly record struct GemmShape(int M, int N, int K, bool TransA = false, bool TransB = false);
