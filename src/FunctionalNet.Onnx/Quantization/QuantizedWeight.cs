using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// A weight in whole numbers of 8 bits with one scale for each output: w ≈ scale q, symmetric around 0, so that a 0 stays a 0.
/// </summary>
/// <param name="Values">q, int8.</param>
/// <param name="Scales">One scale for each place of the axis.</param>
/// <param name="Axis">The axis of the outputs.</param>
internal sealed record QuantizedWeight(TensorProto Values, TensorProto Scales, int Axis)
{
    /// <summary>Quantizes a weight.</summary>
    /// <param name="weight">Its values, in float32.</param>
    /// <param name="axis">The axis of the outputs.</param>
    /// <param name="bits">The number of bits that are used, 8 or 7.</param>
    /// <param name="transposed">Whether a matrix is turned first.</param>
    public static QuantizedWeight Of(TensorProto weight, int axis, int bits, bool transposed = false)
    {
        var sizes = weight.Dims.Select(dim => checked((int)dim)).ToArray();
        var values = Floats(weight);
        if (transposed)
        {
            values = Transposed(values, sizes[0], sizes[1]);
            (sizes, axis) = ([sizes[1], sizes[0]], 1 - axis);
        }

        var inner = sizes.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
        var scales = new float[sizes[axis]];
        for (var i = 0; i < values.Length; i++)
        {
            ref var scale = ref scales[i / inner % scales.Length];
            scale = Math.Max(scale, Math.Abs(values[i]));
        }

        var most = (1 << (bits - 1)) - 1;
        for (var i = 0; i < scales.Length; i++)
        {
            scales[i] = scales[i] > 0 ? scales[i] / most : 1;
        }

        var quantized = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var place = MathF.Round(values[i] / scales[i / inner % scales.Length]);
            quantized[i] = (sbyte)Math.Clamp(place, -most, most);
        }

        return new(
            Tensor($"{weight.Name}/int8", DataType.Int8, [.. sizes], MemoryMarshal.AsBytes<sbyte>(quantized)),
            Tensor($"{weight.Name}/scale", DataType.Float, [scales.Length], MemoryMarshal.AsBytes<float>(scales)),
            axis
        );
    }

    /// <summary>A tensor of raw bytes.</summary>
    public static TensorProto Tensor(string name, DataType type, ReadOnlySpan<long> sizes, ReadOnlySpan<byte> bytes)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.AddRange(sizes.ToArray());
        return tensor;
    }

    private static float[] Floats(TensorProto tensor) =>
        !tensor.RawData.IsEmpty
            ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
            : [.. tensor.FloatData];

    private static float[] Transposed(float[] values, int rows, int columns)
    {
        var turned = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            turned[(i % columns * rows) + (i / columns)] = values[i];
        }

        return turned;
    }
}
