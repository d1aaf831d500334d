using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>Values that expose a computation in the wrong type: the limits of the type, their neighbors, and small numbers.</summary>
internal static class Typed
{
    /// <summary>Random values of the type's interesting ones; a few seeds cover them all.</summary>
    public static Tensor<double> Values(DataType type, Shape shape, int seed) => Drawn(shape, seed, Interesting(type));

    /// <summary>Values from 1 to 3.</summary>
    public static Tensor<double> Small(Shape shape, int seed) => Drawn(shape, seed, [1, 2, 3]);

    /// <summary>Values small enough that the sum of three fits the type.</summary>
    public static Tensor<double> Moderate(DataType type, Shape shape, int seed) =>
        Drawn(shape, seed, [.. Interesting(type).Where(value => Math.Abs(value) <= 5 && value == Math.Round(value))]);

    private static Tensor<double> Drawn(Shape shape, int seed, double[] values)
    {
        var random = new Random(seed);
        return Tensor.Of(shape, [.. Enumerable.Range(0, shape.Size).Select(_ => values[random.Next(values.Length)])]);
    }

    // For 64-bit types only values whose sums, and products with small numbers, are exact in float64.
    private static double[] Interesting(DataType type) =>
        type switch
        {
            DataType.Bool => [0, 1],
            DataType.Int8 => [0, 1, 2, 3, 5, -1, -2, -3, 100, 126, 127, -127, -128],
            DataType.Uint8 => [0, 1, 2, 3, 5, 100, 127, 128, 200, 254, 255],
            DataType.Int16 => [0, 1, 2, 3, 5, -1, -2, -3, 300, 5001, 32766, 32767, -32767, -32768],
            DataType.Uint16 => [0, 1, 2, 3, 5, 300, 5001, 32768, 65534, 65535],
            DataType.Int32 =>
            [
                0,
                1,
                2,
                3,
                -1,
                -2,
                -3,
                70000,
                16777217,
                2147483646,
                2147483647,
                -2147483647,
                -2147483648,
            ],
            DataType.Uint32 => [0, 1, 2, 3, 70000, 16777217, 2147483648, 4294967294, 4294967295],
            DataType.Int64 => [0, 1, 2, 3, -1, -2, -3, 16777217, 4294967297, -1099511627777, 1099511627777],
            DataType.Uint64 => [0, 1, 2, 3, 16777217, 4294967297, 1099511627777],
            DataType.Float16 => [0, 1, 2, 0.5, -0.5, -1, -2, 0.0999755859375, 3, 2.5, 2048],
            DataType.Bfloat16 => [0, 1, 2, 0.5, -0.5, -1, -2, 0.10009765625, 3, 2.5, 256],
            _ => [0, 1, 2, 0.5, -0.5, -1, -2, 0.125, 3, 2.5, 1000],
        };
}
