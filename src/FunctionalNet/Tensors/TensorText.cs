using System.Globalization;
using System.Numerics;
using System.Text;

namespace FunctionalNet;

/// <summary>Tensors as text.</summary>
internal static class TensorText
{
    private const int Most = 1_000;
    private const int Edge = 3;
    private const string Dots = "...";

    /// <summary>The shape, and the elements in brackets, one row per line.</summary>
    public static string Of<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var text = new StringBuilder().Append(x.Shape).Append(' ');
        Write(text, x, axis: 0, offset: 0, indent: text.Length, isWhole: x.Length <= Most);
        return text.ToString();
    }

    private static void Write<T>(StringBuilder text, Tensor<T> x, int axis, int offset, int indent, bool isWhole)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (axis == x.Shape.Rank)
        {
            text.Append(Number(x.Span[offset]));
            return;
        }

        var size = x.Shape[axis].Size;
        var inner = x.Shape[(axis + 1)..].Size;
        var between = axis == x.Shape.Rank - 1 ? ", " : $",\n{new string(' ', indent + axis + 1)}";
        text.Append('[');
        for (var i = 0; i < size; i++)
        {
            text.Append(i == 0 ? string.Empty : between);
            if (!isWhole && i == Edge && size > 2 * Edge)
            {
                text.Append(Dots).Append(between);
                i = size - Edge;
            }

            Write(text, x, axis + 1, offset + (i * inner), indent, isWhole);
        }

        text.Append(']');
    }

    // Enough digits for reading; not enough to restore the number.
    private static string Number<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value.ToString("G6", CultureInfo.InvariantCulture);
}
