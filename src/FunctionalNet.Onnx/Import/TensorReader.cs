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
    /// <summary>2-bit integers, added in opset 25.</summary>
    public const DataType Int2 = (DataType)26;

    /// <summary>Unsigned 2-bit integers.</summary>
    public const DataType Uint2 = (DataType)25;

    /// <summary>The element type for a type in a file.</summary>
    /// <exception cref="FormatException">The type is not supported.</exception>
    public static ElementType Element(int code) =>
        (DataType)code switch
        {
            DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 => ElementType.Float,
            DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 => ElementType.Int64,
            DataType.Uint64 or DataType.Uint32 or DataType.Uint16 or DataType.Uint8 => ElementType.Int64,
            DataType.Int4 or DataType.Uint4 or Int2 or Uint2 => ElementType.Int64,
            DataType.Bool => ElementType.Bool,
            _ when SmallFloat.Of(code) is not null => ElementType.Float,
            var other => throw new UnsupportedException(
                $"{other}",
                $"the type {other} is not supported; floating-point numbers, whole numbers and bool are"
            ),
        };

    /// <summary>The number of bytes that a tensor's shape takes.</summary>
    /// <exception cref="FormatException">The shape is invalid, or the type is not supported.</exception>
    public static long Bytes(TensorProto tensor)
    {
        Element(tensor.DataType);
        return Bytes(ShapeOf(tensor.Dims), (DataType)tensor.DataType);
    }

    /// <summary>The shape and element type of a tensor, after the number of its elements has been checked.</summary>
    /// <exception cref="FormatException">It is invalid, or of an unsupported kind.</exception>
    public static TensorType Check(TensorProto tensor)
    {
        var element = Element(tensor.DataType);
        if (ExternalData.IsExternal(tensor))
        {
            throw new FormatException("its data are in another file, which is for the model's own tensors only");
        }

        if (tensor.Segment is not null)
        {
            throw new UnsupportedException("segments", "it is a segment of a tensor, which is not supported");
        }

        var shape = ShapeOf(tensor.Dims);
        var type = (DataType)tensor.DataType;
        CheckFields(tensor, type);
        var (there, wanted) = !tensor.RawData.IsEmpty
            ? (tensor.RawData.Length, Bytes(shape, type))
            : type switch
            {
                DataType.Float => (tensor.FloatData.Count, shape.Size),
                DataType.Double => (tensor.DoubleData.Count, shape.Size),
                DataType.Int64 => (tensor.Int64Data.Count, shape.Size),
                DataType.Uint32 or DataType.Uint64 => (tensor.Uint64Data.Count, shape.Size),
                _ => (tensor.Int32Data.Count, BitsOf(type) < 8 ? Bytes(shape, type) : shape.Size),
            };
        return there == wanted
            ? new TensorType(shape, element)
            : throw new FormatException(
                $"its shape {shape} takes {wanted} {(tensor.RawData.IsEmpty ? "numbers" : "bytes")}, but {there} are there"
            );
    }

    // The elements are in one field: the bytes, or that of the type.
    private static void CheckFields(TensorProto tensor, DataType type)
    {
        const string raw = "raw_data";
        var right = type switch
        {
            DataType.Float => "float_data",
            DataType.Double => "double_data",
            DataType.Int64 => "int64_data",
            DataType.Uint32 or DataType.Uint64 => "uint64_data",
            _ => "int32_data",
        };
        string[] used = [.. Fields(tensor).Where(field => field.Count > 0).Select(field => field.Name)];
        if (used.Length > 1 || (used is [var only] && only != raw && only != right))
        {
            throw new FormatException(
                $"its elements are in {string.Join(" and ", used)}; those of {type} are in {raw} or {right}, and in one of the two"
            );
        }

        var (least, most) = Range(type);
        foreach (var number in tensor.Int32Data)
        {
            if (number < least || number > most)
            {
                throw new FormatException($"{number} in int32_data is no number of {type}, from {least} to {most}");
            }
        }
    }

    // Of numbers in int32_data; 16-bit floating-point numbers are there by their bits.
    private static (int Least, int Most) Range(DataType type) =>
        type switch
        {
            DataType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DataType.Uint8 => (byte.MinValue, byte.MaxValue),
            DataType.Int16 => (short.MinValue, short.MaxValue),
            DataType.Uint16 or DataType.Float16 or DataType.Bfloat16 => (ushort.MinValue, ushort.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };

    private static (string Name, int Count)[] Fields(TensorProto tensor) =>
        [
            ("raw_data", tensor.RawData.Length),
            ("float_data", tensor.FloatData.Count),
            ("double_data", tensor.DoubleData.Count),
            ("int32_data", tensor.Int32Data.Count),
            ("int64_data", tensor.Int64Data.Count),
            ("uint64_data", tensor.Uint64Data.Count),
            ("string_data", tensor.StringData.Count),
        ];

    /// <summary>The elements of a validated tensor.</summary>
    public static Tensor<T> Read<T>(TensorProto tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new Tensor<T>(Check(tensor).Shape);
        Read(tensor, result.Writable, T.CreateChecked, T.CreateChecked, Exact<T>);
        return result;
    }

    /// <summary>A constant tensor.</summary>
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
        var (bits, small) = (BitsOf(type), SmallFloat.Of(tensor.DataType));
        var size = bits / 8;
        for (var i = 0; i < to.Length; i++)
        {
            if (small is not null)
            {
                to[i] = real(small.Value(Packed(tensor, i, bits)));
                continue;
            }

            if (bits < 8)
            {
                to[i] = whole(Signed(Packed(tensor, i, bits), type is DataType.Int4 or Int2 ? bits : 64));
                continue;
            }

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
                DataType.Uint64 => whole(
                    Unmarked(raw ? BinaryPrimitives.ReadUInt64LittleEndian(at) : tensor.Uint64Data[i])
                ),
                _ => whole(raw ? Whole(type, at) : Whole(type, tensor, i)),
            };
        }
    }

    // Several numbers of fewer bits are packed into a byte, the first one lowest.
    private static int Packed(TensorProto tensor, int i, int bits)
    {
        var (place, part) = Math.DivRem(i, 8 / bits);
        var bytes = tensor.RawData.Span;
        var whole = bytes.IsEmpty ? (byte)tensor.Int32Data[place] : bytes[place];
        return (whole >> (part * bits)) & ((1 << bits) - 1);
    }

    private static long Signed(long value, int bits) => value << (64 - bits) >> (64 - bits);

    private static long Whole(DataType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            DataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
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
            DataType.Uint32 => tensor.Uint64Data[i] is <= uint.MaxValue and var whole
                ? (long)whole
                : throw TooLarge(tensor.Uint64Data[i]),
            _ => tensor.Int32Data[i],
        };

    // The end of an unsigned type is no open end.
    private static long Unmarked(ulong value) =>
        value <= long.MaxValue && (Int128)(double)value == value ? (long)value : throw TooLarge(value);

    /// <summary>An integer as a constant holds it.</summary>
    /// <exception cref="UnsupportedException">It is too large to be computed with exactly.</exception>
    public static double Held(long value) => Exact<double>(value);

    private static T Exact<T>(long value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WholeNumbers.Holds<T>(value, out var held) ? held : throw TooLarge(value);

    private static UnsupportedException TooLarge<T>(T value) =>
        new("whole numbers beyond 2⁵³", $"the whole number {value} is too large to be computed with exactly");

    private static Shape ShapeOf(IReadOnlyCollection<long> dims)
    {
        if (dims.Count > GraphReader.MaxAxes)
        {
            throw new FormatException($"it has {dims.Count} axes; at most {GraphReader.MaxAxes} are supported");
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

    private static long Bytes(Shape shape, DataType type) => (((long)shape.Size * BitsOf(type)) + 7) / 8;

    private static int BitsOf(DataType type) =>
        type switch
        {
            DataType.Double or DataType.Int64 or DataType.Uint64 => 64,
            DataType.Bool or DataType.Int8 or DataType.Uint8 => 8,
            DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 16,
            DataType.Int4 or DataType.Uint4 => 4,
            Int2 or Uint2 => 2,
            _ => SmallFloat.Of((long)type)?.Bits ?? 32,
        };
}
