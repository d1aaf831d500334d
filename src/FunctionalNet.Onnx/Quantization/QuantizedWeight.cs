using FunctionalNet.Import;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Quantization;

/// <summary>A weight quantized to 8 bits with one scale per output: w ≈ scale q, symmetric around 0, so that 0 is exact.</summary>
/// <param name="Sizes">The axes.</param>
/// <param name="Bytes">q + zero, in bytes.</param>
/// <param name="Scales">One scale per index of the axis.</param>
/// <param name="Axis">The output axis.</param>
internal sealed record QuantizedWeight(long[] Sizes, byte[] Bytes, float[] Scales, int Axis)
{
    /// <summary>
    /// Quantizes a weight; null if it is not finite, or if the sum of one output could overflow a runtime's 32-bit accumulator.
    /// </summary>
    /// <param name="weight">Its values, in float32.</param>
    /// <param name="axis">The output axis.</param>
    /// <param name="form">The storage form.</param>
    /// <param name="transposed">Whether a matrix is transposed first.</param>
    public static QuantizedWeight? Of(TensorProto weight, int axis, WeightForm form, bool transposed = false)
    {
        var values = TensorReader.Read<float>(weight);
        if (transposed)
        {
            (values, axis) = (Transposed(values), 1 - axis);
        }

        var sizes = values.Shape.Sizes();
        var inner = sizes.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
        var scales = new float[sizes[axis]];
        for (var i = 0; i < values.Length; i++)
        {
            ref var largest = ref scales[i / inner % scales.Length];
            largest = MathF.Max(largest, MathF.Abs(values.Span[i]));
        }

        if (!scales.All(float.IsFinite))
        {
            return null;
        }

        foreach (ref var scale in scales.AsSpan())
        {
            // Weights too small for a scale are 0.
            scale = scale / form.Max is > 0 and var step ? step : 1;
        }

        var (bytes, sums) = (new byte[values.Length], new long[scales.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            var place = i / inner % scales.Length;
            var q = (int)Math.Clamp(MathF.Round(values.Span[i] / scales[place]), -form.Max, form.Max);
            bytes[i] = unchecked((byte)(q + form.Zero));
            sums[place] += Math.Abs(q);
        }

        return sums.Max() * byte.MaxValue <= int.MaxValue
            ? new([.. sizes.Select(size => (long)size)], bytes, scales, axis)
            : null;
    }

    private static Tensor<float> Transposed(Tensor<float> matrix)
    {
        var (rows, columns) = (matrix.Shape[0].Size, matrix.Shape[1].Size);
        var turned = new float[matrix.Length];
        for (var i = 0; i < turned.Length; i++)
        {
            turned[(i % columns * rows) + (i / columns)] = matrix.Span[i];
        }

        return Tensor.Of(new(columns, rows), turned);
    }
}
