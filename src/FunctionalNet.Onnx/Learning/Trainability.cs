using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Learning;

/// <summary>The use of a stored tensor, as far as it determines whether it is trainable.</summary>
internal enum OperandUse
{
    /// <summary>A weight of an operator.</summary>
    Weight,

    /// <summary>A part of a computed weight.</summary>
    Factor,

    /// <summary>A lookup table.</summary>
    Rows,

    /// <summary>Added to a product.</summary>
    Bias,

    /// <summary>Multiplied with a product.</summary>
    Scale,

    /// <summary>Added to each sample, or concatenated with it.</summary>
    Table,
}

/// <summary>Whether a tensor is trainable, by its use. Results of formulas are detected by their values: masks, ramps, waves.</summary>
internal static class Trainability
{
    private const double Masked = -1_000;
    private const double Close = 1e-4;

    /// <summary>Whether a tensor is trainable in one use.</summary>
    /// <param name="tensor">The tensor, of floating-point numbers.</param>
    /// <param name="place">Its use.</param>
    /// <param name="isOneWide">Whether the other operand has one number per sample.</param>
    public static bool Takes(TensorProto tensor, OperandUse place, bool isOneWide)
    {
        if (!IsOfNumbers(tensor) || tensor.Dims.Count == 0)
        {
            return false;
        }

        try
        {
            return Takes(tensor, place, isOneWide, [.. tensor.Dims.Where(size => size != 1)]);
        }
        catch (FormatException)
        {
            // Its errors are reported where it is read.
            return true;
        }
    }

    private static bool Takes(TensorProto tensor, OperandUse place, bool isOneWide, long[] longs) =>
        (place, longs.Length) switch
        {
            (OperandUse.Weight, _) => true,
            (OperandUse.Factor, _) => longs.Length > 0 && !IsOfTwo(Values(tensor)),
            (OperandUse.Bias or OperandUse.Scale, 0) => isOneWide,
            (OperandUse.Bias, 1) => !IsMask(Values(tensor)),
            (OperandUse.Scale, 1) => !IsOfTwo(Values(tensor)),
            (OperandUse.Rows, > 0) => tensor.Dims.Count > 1 && !IsOfTwo(Values(tensor)) && !IsWave(tensor),
            (OperandUse.Bias, > 1) or (OperandUse.Table, > 0) => tensor.Dims.Count > 1 && !IsComputed(tensor),
            _ => false,
        };

    /// <summary>Whether a tensor is of trainable numbers: quantized ones are not.</summary>
    public static bool IsOfNumbers(TensorProto tensor) =>
        (DataType)tensor.DataType is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    private static bool IsComputed(TensorProto tensor)
    {
        var values = Values(tensor);
        return values.Distinct().Take(3).Count() < 3 || IsMask(values) || IsRamp(tensor, values) || IsWave(tensor);
    }

    private static double[] Values(TensorProto tensor) => TensorReader.Read<double>(tensor).Span.ToArray();

    // Both 0 and 1 occur.
    private static bool IsOfTwo(double[] values) =>
        values.All(value => value is 0 or 1) && values.Contains(0) && values.Contains(1);

    // 0 for visible positions, and elsewhere low enough for a softmax of 0.
    private static bool IsMask(double[] values) =>
        values.All(value => value is 0 or <= Masked) && values.Any(value => value < 0);

    // Equal steps along an axis: positions, grids, slopes.
    private static bool IsRamp(TensorProto tensor, double[] values)
    {
        var inner = 1;
        for (var axis = tensor.Dims.Count - 1; axis >= 0; axis--)
        {
            var (count, step) = ((int)tensor.Dims[axis], inner);
            inner *= count;
            if (
                count > 2
                && Enumerable
                    .Range(0, values.Length)
                    .Where(i => i / step % count > 1)
                    .All(i =>
                        Math.Abs(values[i] - (2 * values[i - step]) + values[i - (2 * step)])
                        <= Close * Math.Abs(values[i] - values[i - (2 * step)])
                    )
            )
            {
                return true;
            }
        }

        return false;
    }

    // Each row has sines and cosines of the same angles, so its squares sum to half its length.
    private static bool IsWave(TensorProto tensor)
    {
        var width = tensor.Dims.Count > 0 ? (int)tensor.Dims[^1] : 0;
        return width > 1
            && Values(tensor)
                .Chunk(width)
                .All(row => Math.Abs((2 * row.Sum(value => value * value) / width) - 1) <= 1e-3);
    }
}
