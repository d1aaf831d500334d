using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>Element types, shapes and tensors in ONNX's format.</summary>
internal static class Tensors
{
    /// <summary>The code of an element type.</summary>
    public static TensorProto.Types.DataType Code(ElementType element, Precision precision) =>
        element switch
        {
            ElementType.Int64 => TensorProto.Types.DataType.Int64,
            ElementType.Bool => TensorProto.Types.DataType.Bool,
            _ => precision == Precision.Float64 ? TensorProto.Types.DataType.Double : TensorProto.Types.DataType.Float,
        };

    /// <summary>The code of the storage type of weights.</summary>
    public static TensorProto.Types.DataType Stored(ElementType element, Precision precision) =>
        (element, precision) switch
        {
            (ElementType.Float, Precision.Float16) => TensorProto.Types.DataType.Float16,
            (ElementType.Float, Precision.BFloat16) => TensorProto.Types.DataType.Bfloat16,
            _ => Code(element, precision),
        };

    /// <summary>A name with its type.</summary>
    public static ValueInfoProto Info(string name, TensorType type, Precision precision)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in type.Shape)
        {
            shape.Dim.Add(
                dim.IsKnown
                    ? new TensorShapeProto.Types.Dimension { DimValue = dim.Size }
                    : new TensorShapeProto.Types.Dimension { DimParam = dim.Name }
            );
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)Code(type.Element, precision),
                    Shape = shape,
                },
            },
        };
    }

    /// <summary>A constant tensor, rounded once to the number type of the file.</summary>
    public static TensorProto Of<T>(string name, TensorType type, ReadOnlySpan<T> values, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = new TensorProto { Name = name, DataType = (int)Code(type.Element, precision) };
        tensor.Dims.AddRange(type.Shape.Sizes().Select(size => (long)size));
        tensor.RawData = (type.Element, precision) switch
        {
            // 2⁶³ - 1, the open end of slices, is 2⁶³ in floating point.
            (ElementType.Int64, _) => Bytes<T, long>(values, WholeNumbers.ToInteger),
            (ElementType.Bool, _) => Bytes<T, byte>(values, value => T.IsZero(value) ? (byte)0 : (byte)1),
            (_, Precision.Float64) => Bytes<T, double>(values, double.CreateChecked),
            _ => Bytes<T, float>(values, float.CreateChecked),
        };
        return tensor;
    }

    /// <summary>A weight in its storage type.</summary>
    public static TensorProto Weight<T>(string name, TensorType type, ReadOnlySpan<T> values, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Of(name, type, ReadOnlySpan<T>.Empty, precision);
        tensor.DataType = (int)Stored(type.Element, precision);
        if ((long)values.Length * Size(type.Element, precision) is var bytes && bytes > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"'{name}' of shape {type.Shape} takes {bytes} bytes, and a tensor of a file can have {Array.MaxLength}. "
                    + "Split it in two and Concat them, or store 16 bits."
            );
        }

        tensor.RawData = (type.Element, precision) switch
        {
            (ElementType.Float, Precision.Float16 or Precision.BFloat16) => Packed(values, precision),
            _ => Of(name, type, values, precision).RawData,
        };
        return tensor;
    }

    // Bytes per stored element.
    private static int Size(ElementType element, Precision precision) =>
        (element, precision) switch
        {
            (ElementType.Int64, _) => sizeof(long),
            (ElementType.Bool, _) => sizeof(byte),
            (_, Precision.Float64) => sizeof(double),
            (_, Precision.Float16 or Precision.BFloat16) => sizeof(ushort),
            _ => sizeof(float),
        };

    private static ByteString Packed<T>(ReadOnlySpan<T> values, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var packed = new ushort[values.Length];
        HalfPrecision.Pack(precision, values, packed);
        return ByteString.CopyFrom(MemoryMarshal.AsBytes<ushort>(packed));
    }

    private static ByteString Bytes<T, TTo>(ReadOnlySpan<T> values, Func<T, TTo> convert)
        where T : unmanaged
        where TTo : unmanaged
    {
        // ONNX is little-endian, as are all machines that ONNX Runtime supports.
        if (typeof(T) == typeof(TTo))
        {
            return ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        }

        var converted = new TTo[values.Length];
        for (var i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(values[i]);
        }

        return ByteString.CopyFrom(MemoryMarshal.AsBytes<TTo>(converted));
    }
}
