using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Rewriting;

/// <summary>Tensors as the file stores them; their names come when they are stored.</summary>
internal static class StoredTensor
{
    /// <summary>Numbers of float32.</summary>
    public static TensorProto Floats(ReadOnlySpan<long> sizes, params ReadOnlySpan<float> values) =>
        Raw(DataType.Float, sizes, MemoryMarshal.AsBytes(values));

    /// <summary>Whole numbers of 64 bits along one axis.</summary>
    public static TensorProto Longs(params ReadOnlySpan<long> values) =>
        Raw(DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>Elements of a type by their bytes.</summary>
    public static TensorProto Raw(DataType type, ReadOnlySpan<long> sizes, ReadOnlySpan<byte> bytes)
    {
        var tensor = new TensorProto
        {
            DataType = (int)type,
            Dims = { sizes.ToArray() },
            RawData = ByteString.CopyFrom(bytes),
        };

        // What a rewriting makes up does not learn.
        Kinds.MarkConstant(tensor.MetadataProps);
        return tensor;
    }
}
