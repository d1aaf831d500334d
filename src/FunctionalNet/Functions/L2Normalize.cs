namespace FunctionalNet;

/// <content>L2Normalize.</content>
public static partial class Ops
{
    private const double LargeElement = 1e15;

    /// <summary>
    /// y = x / max(‖x‖₂, ε) along one axis: vectors of length 1; the shape of <paramref name="x"/>. A norm below ε is taken as ε.
    /// </summary>
    /// <remarks>
    /// PyTorch: normalize. ONNX: its body; LpNormalization has no ε. Vectors are scaled down first, so that their squares do not overflow:
    /// neither the direction nor its derivative depends on the scale.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis, counted from the end if negative.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr cosines = query.L2Normalize().MatMul(keys.L2Normalize().Transpose());</code></example>
    public static Expr L2Normalize(this Expr x, int axis = -1, double epsilon = 1e-12)
    {
        ArgumentNullException.ThrowIfNull(x);
        var largest = x.Abs().ReduceMax([axis], keepDims: true);
        var size = largest.CustomVjp("Size", m => (m > LargeElement).Where(m, 1), (_, _, _) => null);
        var y = x / size;
        return y / (y * y).ReduceSum([axis], keepDims: true).Max(epsilon * epsilon).Sqrt();
    }
}
