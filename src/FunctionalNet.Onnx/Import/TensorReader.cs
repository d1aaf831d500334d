using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
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
            DataType.Float or DataType.Double => ElementType.Float,
            DataType.Int64 or DataType.Int32 => ElementType.Int64,
            DataType.Bool => ElementType.Bool,
            var other => throw new FormatException($"the type {other} is not supported; float, double, int or bool is"),
        };

    /// <summary>The shape and element type of a tensor, after the number of its elements has been checked.</summary>
    /// <exception cref="FormatException">It is broken, or of a kind that is not supported.</exception>
    public static TensorType Check(TensorProto tensor)
    {
        var element = Element(tensor.DataType);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
        {
            throw new FormatException("its data are in another file, which is not supported");
        }

        var shape = ShapeOf(tensor.Dims);
        var there = tensor.HasRawData
            ? Divide(tensor.RawData.Length, SizeOf((DataType)tensor.DataType))
            : (DataType)tensor.DataType switch
            {
                DataType.Float => tensor.FloatData.Count,
                DataType.Double => tensor.DoubleData.Count,
                DataType.Int64 => tensor.Int64Data.Count,
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
        Read(tensor, result.Writable, T.CreateChecked, T.CreateChecked, T.CreateChecked);
        return result;
    }

    /// <summary>A tensor that never changes.</summary>
    public static Constant ReadConstant(TensorProto tensor)
    {
        var type = Check(tensor);
        var values = new double[type.Shape.Size];
        Read(tensor, values, x => x, x => x, x => x);
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
        var raw = tensor.HasRawData;
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = (DataType)tensor.DataType switch
            {
                DataType.Float => single(
                    raw ? BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]) : tensor.FloatData[i]
                ),
                DataType.Double => real(
                    raw ? BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]) : tensor.DoubleData[i]
                ),
                DataType.Int64 => whole(
                    raw ? BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * 8)..]) : tensor.Int64Data[i]
                ),
                DataType.Int32 => whole(
                    raw ? BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]) : tensor.Int32Data[i]
                ),
                _ => whole((raw ? bytes[i] : tensor.Int32Data[i]) == 0 ? 0 : 1),
            };
        }
    }

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
            DataType.Double or DataType.Int64 => 8,
            DataType.Bool => 1,
            _ => 4,
        };

    private static int Divide(int bytes, int size) =>
        bytes % size == 0
            ? bytes / size
            : throw new FormatException($"it has {bytes} bytes, which are no multiple of {size}");
}
