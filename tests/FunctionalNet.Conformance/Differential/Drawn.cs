using System.Buffers.Binary;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The distribution of the numbers of a random tensor.</summary>
internal enum Style
{
    /// <summary>Between -3 and 3.</summary>
    Usual,

    /// <summary>Integers and halves near 0, which produce ties.</summary>
    Tied,

    /// <summary>From 0.1 to 3; integers from 1.</summary>
    Positive,

    /// <summary>Signed zeros, infinities, NaN, extreme numbers, and numbers near the limits of functions and types.</summary>
    Special,

    /// <summary>The same number in every element.</summary>
    Same,

    /// <summary>Integers over their whole range; floats of very different magnitudes.</summary>
    Wide,
}

/// <summary>Tensors of any type, with random or given numbers.</summary>
internal static class Drawn
{
    // Larger integers are not exact in double, and this library refuses them.
    private const double MaxWhole = 1L << 53;

    private static readonly double[] Specials =
    [
        0,
        -0.0,
        double.PositiveInfinity,
        double.NegativeInfinity,
        double.NaN,
        double.MaxValue,
        double.MinValue,
        float.MaxValue,
        -float.MaxValue,
        65504,
        1.17549435e-38,
        1e-45,
        -1e-45,
        1e-20,
        1e20,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        88.5,
        -104,
        16777216,
        Math.PI,
        1e-6,
    ];

    /// <summary>A random style, most often the usual one.</summary>
    public static Style AnyStyle(Random random) =>
        random.Next(10) switch
        {
            < 5 => Style.Usual,
            5 => Style.Tied,
            6 => Style.Positive,
            7 => Style.Same,
            8 => Style.Wide,
            _ => Style.Special,
        };

    /// <summary>A tensor of random numbers.</summary>
    public static TensorProto Tensor(Random random, string name, DataType type, int[] shape, Style style)
    {
        var size = shape.Aggregate(1, (product, axis) => product * axis);
        if (!ElementTypes.IsFloat(type) && !ElementTypes.IsWhole(type) && type != DataType.Bool)
        {
            var bytes = new byte[((size * ElementTypes.Bits(type)) + 7) / 8];
            random.NextBytes(bytes);
            return Of(name, type, shape, bytes);
        }

        var same = Number(random, type, Style.Special);
        return Of(
            name,
            type,
            shape,
            [.. Enumerable.Range(0, size).Select(_ => style == Style.Same ? same : Number(random, type, style))]
        );
    }

    /// <summary>A tensor of given numbers, rounded to the type.</summary>
    public static TensorProto Of(string name, DataType type, int[] shape, IReadOnlyList<double> numbers)
    {
        var width = ElementTypes.Bits(type) / 8;
        var bytes = new byte[numbers.Count * width];
        for (var i = 0; i < numbers.Count; i++)
        {
            Write(type, numbers[i], bytes.AsSpan(i * width, width));
        }

        return Of(name, type, shape, bytes);
    }

    private static TensorProto Of(string name, DataType type, int[] shape, byte[] bytes) =>
        new()
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape.Select(axis => (long)axis) },
            RawData = ByteString.CopyFrom(bytes),
        };

    private static double Number(Random random, DataType type, Style style)
    {
        if (type == DataType.Bool)
        {
            return random.Next(2);
        }

        if (ElementTypes.IsFloat(type))
        {
            return style switch
            {
                Style.Tied => random.Next(-6, 7) / 2.0,
                Style.Positive => 0.1 + (2.9 * random.NextDouble()),
                Style.Special when random.Next(2) == 0 => Specials[random.Next(Specials.Length)],
                Style.Wide => (random.Next(2) == 0 ? 1 : -1) * Math.Exp((random.NextDouble() * 20) - 10),
                _ => (random.NextDouble() * 6) - 3,
            };
        }

        var (bits, isSigned) = (ElementTypes.Bits(type), ElementTypes.IsSigned(type));
        var largest = Math.Min(MaxWhole, Math.Pow(2, isSigned ? bits - 1 : bits) - 1);
        var min = isSigned ? (bits == 64 ? -MaxWhole : -largest - 1) : 0;
        return style switch
        {
            Style.Positive => random.Next(1, 8),
            Style.Special when random.Next(3) > 0 => random.Next(5) switch
            {
                0 => min,
                1 => largest,
                2 => 0,
                3 => Math.Max(min, -1),
                _ => 1,
            },
            Style.Wide => Math.Floor(min + (random.NextDouble() * (largest - min))),
            _ => random.Next(isSigned ? -4 : 0, 8),
        };
    }

    private static void Write(DataType type, double number, Span<byte> to)
    {
        switch (type)
        {
            case DataType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(to, (float)number);
                break;
            case DataType.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(to, number);
                break;
            case DataType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)number);
                break;
            case DataType.Bfloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(to, Kernels.BFloat16.Of((float)number));
                break;
            default:
                var whole = (Int128)number;
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (byte)((whole >> (8 * i)) & 255);
                }

                break;
        }
    }
}
