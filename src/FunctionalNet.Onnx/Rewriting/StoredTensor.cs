using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Rewriting;

/// <summary>Tensors in the file's format; they are named when they are stored.</summary>
internal static class StoredTensor
{
    /// <summary>Float32 numbers.</summary>
    public static TensorProto Floats(ReadOnlySpan<long> sizes, params ReadOnlySpan<float> values) =>
        Raw(DataType.Float, sizes, MemoryMarshal.AsBytes(values));

    /// <summary>64-bit integers along one axis.</summary>
    public static TensorProto Longs(params ReadOnlySpan<long> values) =>
        Raw(DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>Elements of a type from their bytes.</summary>
    public static TensorProto Raw(DataType type, ReadOnlySpan<long> sizes, ReadOnlySpan<byte> bytes)
    {
        var tensor = new TensorProto
        {
            DataType = (int)type,
            Dims = { sizes.ToArray() },
            RawData = ByteString.CopyFrom(bytes),
        };

        // Tensors that a rewriting creates are not trainable.
        Kinds.MarkConstant(tensor.MetadataProps);
        return tensor;
    }
}
