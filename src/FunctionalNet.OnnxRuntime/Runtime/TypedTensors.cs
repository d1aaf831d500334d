using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using FunctionalNet.Execution;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Runtime;

/// <summary>
/// Converts between this library's tensors, which hold everything in one number type, and ONNX Runtime's typed ones. Inputs of the same
/// type are not copied. Integers are exact in both directions, or an error.
/// </summary>
internal static unsafe class TypedTensors
{
    /// <summary>Whether a type is a supported floating-point type.</summary>
    public static bool IsFloat(TensorElementType element) =>
        element
            is TensorElementType.Float
                or TensorElementType.Double
                or TensorElementType.Float16
                or TensorElementType.BFloat16;

    /// <summary>Whether a type is a supported integer type.</summary>
    public static bool IsWhole(TensorElementType element) =>
        element
            is TensorElementType.Int8
                or TensorElementType.Int16
                or TensorElementType.Int32
                or TensorElementType.Int64
                or TensorElementType.UInt8
                or TensorElementType.UInt16
                or TensorElementType.UInt32
                or TensorElementType.UInt64;

    /// <summary>A view of a tensor, or a converted copy. The tensor must outlive the value.</summary>
    /// <exception cref="ArgumentException">The type is an integer type, and an element is not an integer of it.</exception>
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
            TensorElementType.Float => Copy(tensor, float.CreateTruncating),
            TensorElementType.Double => Copy(tensor, double.CreateTruncating),
            TensorElementType.Float16 => Copy(
                tensor,
                value => new Float16(Kernels.Float16.Of(float.CreateTruncating(value)))
            ),
            TensorElementType.BFloat16 => Copy(
                tensor,
                value => new BFloat16(Kernels.BFloat16.Of(float.CreateTruncating(value)))
            ),
            TensorElementType.Int8 => Copy(tensor, Whole<T, sbyte>),
            TensorElementType.Int16 => Copy(tensor, Whole<T, short>),
            TensorElementType.Int32 => Copy(tensor, Whole<T, int>),
            TensorElementType.Int64 => Copy(
                tensor,
                value => WholeNumbers.IsMark(double.CreateChecked(value)) ? Marked(value) : Whole<T, long>(value)
            ),
            TensorElementType.UInt8 => Copy(tensor, Whole<T, byte>),
            TensorElementType.UInt16 => Copy(tensor, Whole<T, ushort>),
            TensorElementType.UInt32 => Copy(tensor, Whole<T, uint>),
            TensorElementType.UInt64 => Copy(tensor, Whole<T, ulong>),
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
    /// <exception cref="OverflowException">An integer is larger than the number type holds exactly.</exception>
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
            case TensorElementType.Float16:
                Convert<Float16, T>(value, tensor, half => T.CreateChecked(Kernels.Float16.Value(half.value)));
                break;
            case TensorElementType.BFloat16:
                Convert<BFloat16, T>(value, tensor, half => T.CreateChecked(Kernels.BFloat16.Value(half.value)));
                break;
            case TensorElementType.Int8:
                Convert<sbyte, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.Int16:
                Convert<short, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.Int32:
                Convert<int, T>(value, tensor, whole => WholeNumbers.FromInteger<T>(whole));
                break;
            case TensorElementType.Int64:
                Convert<long, T>(
                    value,
                    tensor,
                    whole => WholeNumbers.Holds<T>(whole, out var held) ? held : WholeNumbers.FromInteger<T>(whole)
                );
                break;
            case TensorElementType.UInt8:
                Convert<byte, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.UInt16:
                Convert<ushort, T>(value, tensor, T.CreateChecked);
                break;
            case TensorElementType.UInt32:
                Convert<uint, T>(value, tensor, whole => WholeNumbers.FromInteger<T>(whole));
                break;
            case TensorElementType.UInt64:
                Convert<ulong, T>(value, tensor, whole => WholeNumbers.FromInteger<T>(whole));
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

    private static long Marked<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var whole = WholeNumbers.ToInteger(value);
        return WholeNumbers.Holds<T>(whole, out var held) && held == value ? whole : Whole<T, long>(value);
    }

    private static TWhole Whole<T, TWhole>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWhole : unmanaged, IBinaryInteger<TWhole>, IMinMaxValue<TWhole>
    {
        // The largest 64-bit number rounds to a number beyond it.
        var whole = TWhole.CreateSaturating(value);
        return
            T.CreateSaturating(whole) == value
            && (whole < TWhole.MaxValue || Int128.CreateSaturating(value) == Int128.CreateChecked(whole))
            ? whole
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"An input takes whole numbers from {TWhole.MinValue} to {TWhole.MaxValue}, but got {value}: round it, or find where it comes from."
                ),
                nameof(value)
            );
    }

    private static long[] Sizes(Shape shape) => [.. shape.Sizes().Select(size => (long)size)];
}
