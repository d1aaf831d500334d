using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// A weight in whole numbers of 8 bits with one scale for each output: w ≈ scale q, symmetric around 0, so that a 0 stays a 0.
/// </summary>
/// <param name="Values">q + zero, in bytes.</param>
/// <param name="Scales">One scale for each place of the axis.</param>
/// <param name="Zero">The byte that stands for 0, a scalar of the type of the values.</param>
/// <param name="Axis">The axis of the outputs.</param>
/// <param name="LargestSum">The largest sum of |q| that one output adds up.</param>
internal sealed record QuantizedWeight(
    TensorProto Values,
    TensorProto Scales,
    TensorProto Zero,
    int Axis,
    long LargestSum
)
{
    /// <summary>Gets a value indicating whether sums of products with bytes stay within the 32 bits in which a runtime adds them.</summary>
    public bool IsExact => LargestSum * byte.MaxValue <= int.MaxValue;

    /// <summary>Quantizes a weight.</summary>
    /// <param name="weight">Its values, in float32.</param>
    /// <param name="axis">The axis of the outputs.</param>
    /// <param name="form">How it lies in bytes.</param>
    /// <param name="transposed">Whether a matrix is turned first.</param>
    public static QuantizedWeight Of(TensorProto weight, int axis, WeightForm form, bool transposed = false)
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

        foreach (ref var scale in scales.AsSpan())
        {
            // What is too small for a scale is 0.
            scale = scale / form.Most is > 0 and var step ? step : 1;
        }

        var (bytes, sums) = (new byte[values.Length], new long[scales.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            var place = i / inner % scales.Length;
            var q = (int)Math.Clamp(MathF.Round(values[i] / scales[place]), -form.Most, form.Most);
            bytes[i] = unchecked((byte)(q + form.Zero));
            sums[place] += Math.Abs(q);
        }

        return new(
            Tensor($"{weight.Name}/{form.Name}", form.Type, [.. sizes], bytes),
            Tensor($"{weight.Name}/scale", DataType.Float, [scales.Length], MemoryMarshal.AsBytes<float>(scales)),
            Tensor($"{weight.Name}/zero", form.Type, [], [form.Zero]),
            axis,
            sums.Max()
        );
    }

    /// <summary>The zero for each place of the axis, as a scale for each has it.</summary>
    public TensorProto Zeros()
    {
        var zeros = Zero.Clone();
        zeros.Dims.Add(Scales.Dims);
        zeros.RawData = ByteString.CopyFrom([.. Enumerable.Repeat(Zero.RawData[0], (int)Scales.Dims[0])]);
        return zeros;
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
