using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>Common code of quantization operators: scale and zero point, per tensor, along an axis, or for blocks of it.</summary>
internal static class Quantization
{
    /// <summary>Scale and zero point, the second and third operand, in shapes that broadcast to the first.</summary>
    /// <exception cref="FormatException">They do not match.</exception>
    public static (Expr Scale, Expr Zero) Of(OnnxNode node)
    {
        var x = node[0];
        return (
            Aligned(node[1]),
            node.Optional(2) is { } zero ? Aligned(zero).Cast(ElementType.Float) : Ops.Constant(0)
        );

        Expr Aligned(Expr value)
        {
            if (value.Shape.Rank == 0 || (value.Shape.Rank == 1 && value.Shape[0] == 1))
            {
                return value.Reshape(Shape.Scalar);
            }

            var axis = x.Shape.Axis(node.Int32("axis", 1), node.Operator);
            var block = node.Int32("block_size", 0);
            return block == 0 && value.Shape.Rank == 1 ? value.Along(axis, x.Shape.Rank)
                : block > 0 && value.Shape.Rank == x.Shape.Rank ? Blocks(value, axis, block, x.Shape[axis].Size)
                : throw new FormatException(
                    $"{node.Operator} of {x.Shape} has the scales {value.Shape} for blocks of {block} along axis {axis}."
                );
        }
    }

    /// <summary>x, already divided by the scale, rounded to a type of the file.</summary>
    /// <param name="node">The node.</param>
    /// <param name="x">The scaled values.</param>
    /// <param name="zero">The zero point of an integer type.</param>
    /// <param name="code">The type by its number in ONNX.</param>
    public static Expr Rounded(OnnxNode node, Expr x, Expr zero, long code)
    {
        if (SmallFloat.Of(code) is { } small)
        {
            return new(new RoundToSmall(small, node.Flag("saturate", true), "nearest"), x + zero);
        }

        var (low, high) = Range(node, code);
        return (x.Round() + zero).Clip(low, high).Cast(ElementType.Int64);
    }

    private static (double Low, double High) Range(OnnxNode node, long code) =>
        (DataType)code switch
        {
            TensorReader.Int2 => (-2, 1),
            TensorReader.Uint2 => (0, 3),
            DataType.Int4 => (-8, 7),
            DataType.Uint4 => (0, 15),
            DataType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DataType.Uint8 => (0, byte.MaxValue),
            DataType.Int16 => (short.MinValue, short.MaxValue),
            DataType.Uint16 => (0, ushort.MaxValue),
            var other => throw new FormatException($"{node.Operator} gives {other}, which are no steps."),
        };

    // One per block of the axis, the last one for the rest.
    private static Expr Blocks(Expr value, int axis, int block, int size) =>
        value.Shape[axis].Size == (size + block - 1) / block
            ? value.Gather(Ops.Integers([.. Enumerable.Range(0, size).Select(i => i / block)]), axis)
            : throw new FormatException($"{value.Shape} are not the scales of {size} places in blocks of {block}.");
}
