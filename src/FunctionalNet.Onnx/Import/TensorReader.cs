using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>Types and tensors from a file. Nothing is allocated before the sizes are known to agree.</summary>
internal static class TensorReader
{
    /// <summary>What the elements of a type stand for.</summary>
    /// <exception cref="FormatException">The type is not supported.</exception>
    public static ElementType Element(int code) =>
        (DataType)code switch
        {
            DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 => ElementType.Float,
            DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 => ElementType.Int64,
            DataType.Uint64 or DataType.Uint32 or DataType.Uint16 or DataType.Uint8 => ElementType.Int64,
            DataType.Bool => ElementType.Bool,
            var other => throw new UnsupportedException(
                $"{other}",
                $"the type {other} is not supported; floating-point numbers, whole numbers and bool are"
            ),
        };

    /// <summary>The number of bytes that a tensor's shape takes.</summary>
    /// <exception cref="FormatException">The shape or the type is not supported.</exception>
    public static long Bytes(TensorProto tensor)
    {
        Element(tensor.DataType);
        return (long)ShapeOf(tensor.Dims).Size * SizeOf((DataType)tensor.DataType);
    }

    /// <summary>The shape and element type of a tensor, after the number of its elements has been checked.</summary>
    /// <exception cref="FormatException">It is broken, or of a kind that is not supported.</exception>
    public static TensorType Check(TensorProto tensor)
    {
        var element = Element(tensor.DataType);
        if (ExternalData.IsExternal(tensor))
        {
            throw new FormatException("its data are in another file, which is for the model's own tensors only");
        }

        var shape = ShapeOf(tensor.Dims);
        var there = !tensor.RawData.IsEmpty
            ? Divide(tensor.RawData.Length, SizeOf((DataType)tensor.DataType))
            : (DataType)tensor.DataType switch
            {
                DataType.Float => tensor.FloatData.Count,
                DataType.Double => tensor.DoubleData.Count,
                DataType.Int64 => tensor.Int64Data.Count,
                DataType.Uint32 or DataType.Uint64 => tensor.Uint64Data.Count,
                _ => tensor.Int32Data.Count,
            };
        return there == shape.Size
            ? new TensorType(shape, element)
            : throw new FormatException($"it has the shape {shape}, but {there} elements");
    }

    /// <summary>The elements of a tensor that has been checked.</summary>
    public static Tensor<T> Read<T>(TensorProto tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new Tensor<T>(Check(tensor).Shape);
        Read(tensor, result.Writable, T.CreateChecked, T.CreateChecked, Exact<T>);
        return result;
    }

    /// <summary>A tensor that never changes.</summary>
    public static Constant ReadConstant(TensorProto tensor)
    {
        var type = Check(tensor);
        var values = new double[type.Shape.Size];
        Read(tensor, values, x => x, x => x, Exact<double>);
        return new Constant(type, ImmutableCollectionsMarshal.AsImmutableArray(values));
    }

    private static void Read<T>(
        TensorProto tensor,
        Span<T> to,
        Func<float, T> single,
        Func<double, T> real,
        Func<long, T> whole
    )
    {
        var bytes = tensor.RawData.Span;
        var raw = !tensor.RawData.IsEmpty;
        var type = (DataType)tensor.DataType;
        var size = SizeOf(type);
        for (var i = 0; i < to.Length; i++)
        {
            var at = raw ? bytes.Slice(i * size, size) : default;
            to[i] = type switch
            {
                DataType.Float => single(raw ? BinaryPrimitives.ReadSingleLittleEndian(at) : tensor.FloatData[i]),
                DataType.Double => real(raw ? BinaryPrimitives.ReadDoubleLittleEndian(at) : tensor.DoubleData[i]),
                DataType.Float16 => single(
                    Float16.Value(raw ? BinaryPrimitives.ReadUInt16LittleEndian(at) : (ushort)tensor.Int32Data[i])
                ),
                DataType.Bfloat16 => single(
                    BFloat16.Value(raw ? BinaryPrimitives.ReadUInt16LittleEndian(at) : (ushort)tensor.Int32Data[i])
                ),
                DataType.Bool => whole((raw ? at[0] : tensor.Int32Data[i]) == 0 ? 0 : 1),
                _ => whole(raw ? Whole(type, at) : Whole(type, tensor, i)),
            };
        }
    }

    private static long Whole(DataType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            DataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            DataType.Uint64 => Whole(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
            DataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            DataType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            DataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            DataType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            DataType.Int8 => (sbyte)bytes[0],
            _ => bytes[0],
        };

    private static long Whole(DataType type, TensorProto tensor, int i) =>
        type switch
        {
            DataType.Int64 => tensor.Int64Data[i],
            DataType.Uint64 or DataType.Uint32 => Whole(tensor.Uint64Data[i]),
            _ => tensor.Int32Data[i],
        };

    private static long Whole(ulong value) => value <= long.MaxValue ? (long)value : throw TooLarge(value);

    private static T Exact<T>(long value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WholeNumbers.Holds<T>(value, out var held) ? held : throw TooLarge(value);

    private static UnsupportedException TooLarge<T>(T value) =>
        new("whole numbers beyond 2⁵³", $"the whole number {value} is too large to be computed with exactly");

    private static Shape ShapeOf(IReadOnlyCollection<long> dims)
    {
        if (dims.Count > GraphReader.MostAxes)
        {
            throw new FormatException($"it has {dims.Count} axes; at most {GraphReader.MostAxes} are supported");
        }

        var size = dims.Aggregate(
            (Int128)1,
            (product, dim) =>
                dim is >= 0 and <= int.MaxValue && product <= int.MaxValue
                    ? product * dim
                    : throw new FormatException($"its shape [{string.Join(", ", dims)}] is negative or too large")
        );
        return size <= int.MaxValue
            ? Shape.Of([.. dims.Select(dim => (int)dim)])
            : throw new FormatException($"its shape [{string.Join(", ", dims)}] is too large");
    }

    private static int SizeOf(DataType type) =>
        type switch
        {
            DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
            DataType.Bool or DataType.Int8 or DataType.Uint8 => 1,
            DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
            _ => 4,
        };

    private static int Divide(int bytes, int size) =>
        bytes % size == 0
            ? bytes / size
            : throw new FormatException($"it has {bytes} bytes, which are no multiple of {size}");
}
