using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Arithmetic, elementwise and broadcast as in NumPy.</content>
public sealed unsafe partial class Tensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private delegate void Rows(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> to);

    /// <summary>x + y, elementwise with broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator +(Tensor<T> x, Tensor<T> y) => Map(x, y, "+", TensorPrimitives.Add);

    /// <summary>x - y, elementwise with broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator -(Tensor<T> x, Tensor<T> y) => Map(x, y, "-", TensorPrimitives.Subtract);

    /// <summary>x · y, elementwise with broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator *(Tensor<T> x, Tensor<T> y) => Map(x, y, "*", TensorPrimitives.Multiply);

    /// <summary>x / y, elementwise with broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Tensor<T> operator /(Tensor<T> x, Tensor<T> y) => Map(x, y, "/", TensorPrimitives.Divide);

    /// <summary>x + y for each element.</summary>
    public static Tensor<T> operator +(Tensor<T> x, T y) => x + Tensor.Scalar(y);

    /// <summary>x + y for each element.</summary>
    public static Tensor<T> operator +(T x, Tensor<T> y) => y + x;

    /// <summary>x - y for each element.</summary>
    public static Tensor<T> operator -(T x, Tensor<T> y) => Tensor.Scalar(x) - y;

    /// <summary>x / y for each element.</summary>
    public static Tensor<T> operator /(T x, Tensor<T> y) => Tensor.Scalar(x) / y;

    /// <summary>x - y for each element.</summary>
    public static Tensor<T> operator -(Tensor<T> x, T y) => x - Tensor.Scalar(y);

    /// <summary>x · y for each element.</summary>
    public static Tensor<T> operator *(Tensor<T> x, T y) => x * Tensor.Scalar(y);

    /// <summary>x · y for each element.</summary>
    public static Tensor<T> operator *(T x, Tensor<T> y) => y * x;

    /// <summary>x / y for each element.</summary>
    public static Tensor<T> operator /(Tensor<T> x, T y) => x / Tensor.Scalar(y);

    /// <summary>-x.</summary>
    public static Tensor<T> operator -(Tensor<T> x) => x * -T.One;

    private static Tensor<T> Map(Tensor<T> x, Tensor<T> y, string rule, Rows rows)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Broadcast.Of(rule, x.Shape, y.Shape);
        var result = new Tensor<T>(shape);
        rows(x.Stretched(shape), y.Stretched(shape), result.Writable);
        return result;
    }

    private ReadOnlySpan<T> Stretched(Shape shape)
    {
        if (Shape == shape)
        {
            return Span;
        }

        var stretched = new T[shape.Size];
        var strides = new int[shape.Rank];
        for (var (axis, stride) = (Shape.Rank - 1, 1); axis >= 0; axis--)
        {
            strides[axis + shape.Rank - Shape.Rank] = Shape[axis] == 1 ? 0 : stride;
            stride *= Shape[axis].Size;
        }

        for (var i = 0; i < stretched.Length; i++)
        {
            var (rest, offset) = (i, 0);
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                (rest, var place) = Math.DivRem(rest, shape[axis].Size);
                offset += place * strides[axis];
            }

            stretched[i] = Span[offset];
        }

        return stretched;
    }
}
