namespace FunctionalNet;

/// <content>Gated linear units.</content>
public static partial class Ops
{
    /// <summary>y = a σ(b) with the two halves a, b of an axis, [..., 2k, ...] to [..., k, ...].</summary>
    /// <remarks>
    /// ONNX: Slice, Sigmoid, Mul. Dauphin, Fan, Auli and Grangier, "Language Modeling with Gated Convolutional Networks", 2016.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis, or its size is odd.</exception>
    /// <example><code>Expr y = x.Glu(); // [32, 128] to [32, 64]</code></example>
    public static Expr Glu(this Expr x, int axis = -1)
    {
        var (a, b) = Halves(x, axis, nameof(Glu));
        return a * b.Sigmoid();
    }

    /// <summary>y = a σ(a) b with the two halves a, b of an axis, [..., 2k, ...] to [..., k, ...]: the first half gates.</summary>
    /// <remarks>ONNX: Slice and the body of Silu. Shazeer, "GLU Variants Improve Transformer", 2020, where a is xW and b is xV.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or its size is odd.</exception>
    /// <example><code>Expr y = x.SwiGlu(); // [32, 128] to [32, 64]</code></example>
    public static Expr SwiGlu(this Expr x, int axis = -1)
    {
        var (a, b) = Halves(x, axis, nameof(SwiGlu));
        return a.Silu() * b;
    }

    /// <summary>The two halves of an axis.</summary>
    internal static (Expr First, Expr Second) Halves(Expr x, int axis, string rule)
    {
        var place = x.Shape.Axis(axis, rule);
        var size = x.Shape[place].Size;
        return size % 2 == 0
            ? (x.Narrow(place, 0, size / 2), x.Narrow(place, size / 2, size / 2))
            : throw new ShapeException(
                rule,
                $"axis {axis} of {x.Shape} has no two halves",
                "give an axis of even size, such as Dense(2 * units)"
            );
    }
}
