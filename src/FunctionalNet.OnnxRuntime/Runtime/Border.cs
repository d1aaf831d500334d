using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Runtime;

/// <summary>
/// Between this library's tensors, which hold everything in one number type, and ONNX Runtime's typed ones. Numbers of the
/// same type are not copied on their way in.
/// </summary>
internal static unsafe class Border
{
    /// <summary>A view of a tensor, or a converted copy. The tensor must live as long as the value.</summary>
    public static OrtValue In<T>(Tensor<T> tensor, TensorElementType element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        element switch
        {
            TensorElementType.Float when typeof(T) == typeof(float) => View(
                (nint)tensor.Pointer,
                tensor.Length,
                tensor.Shape,
                element
            ),
            TensorElementType.Double when typeof(T) == typeof(double) => View(
                (nint)tensor.Pointer,
                tensor.Length,
                tensor.Shape,
                element
            ),
            TensorElementType.Float => Copy(tensor, float.CreateChecked),
            TensorElementType.Double => Copy(tensor, double.CreateChecked),
            TensorElementType.Int64 => Copy(tensor, long.CreateChecked),
            TensorElementType.Int32 => Copy(tensor, int.CreateChecked),
            TensorElementType.UInt8 => Copy(tensor, byte.CreateChecked),
            _ => Copy(tensor, value => !T.IsZero(value)),
        };

    /// <summary>A view of memory that the caller has pinned.</summary>
    public static OrtValue View(nint pointer, int length, Shape shape, TensorElementType element) =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            element,
            Sizes(shape),
            pointer,
            (long)length * (element == TensorElementType.Double ? sizeof(double) : sizeof(float))
        );

    /// <summary>A tensor from a copy of a result.</summary>
    public static Tensor<T> Out<T>(OrtValue value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var info = value.GetTensorTypeAndShape();
        var tensor = new Tensor<T>(Shape.Of([.. info.Shape.Select(size => checked((int)size))]));
        switch (info.ElementDataType)
        {
            case TensorElementType.Float:
                Convert<float, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.Double:
                Convert<double, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.Int64:
                Convert<long, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.UInt8:
                Convert<byte, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.Int32:
                Convert<int, T>(value, tensor, T.CreateChecked);
                break;
            default:
                Convert<bool, T>(value, tensor, truth => truth ? T.One : T.Zero);
                break;
        }

        return tensor;
    }

    private static void Convert<TFrom, T>(OrtValue value, Tensor<T> tensor, Func<TFrom, T> convert)
        where TFrom : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tensor.Length == 0)
        {
            return;
        }

        var from = value.GetTensorDataAsSpan<TFrom>();
        var to = tensor.Writable;
        if (typeof(T) == typeof(TFrom))
        {
            MemoryMarshal.Cast<TFrom, T>(from).CopyTo(to);
            return;
        }

        for (var i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }

    private static OrtValue Copy<T, TTo>(Tensor<T> tensor, Func<T, TTo> convert)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTo : unmanaged
    {
        var values = new TTo[tensor.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = convert(tensor.Span[i]);
        }

        return OrtValue.CreateTensorValueFromMemory(values, Sizes(tensor.Shape));
    }

    private static long[] Sizes(Shape shape) => [.. shape.Sizes().Select(size => (long)size)];
}
