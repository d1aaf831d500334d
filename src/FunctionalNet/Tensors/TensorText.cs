using System.Numerics;
using System.Text;

namespace FunctionalNet;

/// <summary>Tensors as text.</summary>
internal static class TensorText
{
    private const int Most = 1_000;
    private const int Edge = 3;
    private const string Dots = "...";

    /// <summary>The shape, and the elements in brackets as in NumPy, in aligned columns, one row per line.</summary>
    public static string Of<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shown = new List<double>();
        Visit(x, axis: 0, offset: 0, number => shown.Add(AlignedNumbers.Of(number)), _ => { });
        var numbers = new AlignedNumbers(shown);
        var text = new StringBuilder().Append(x.Shape).Append(' ');
        var indent = text.Length;
        Visit(
            x,
            axis: 0,
            offset: 0,
            number => text.Append(numbers.Text(AlignedNumbers.Of(number))),
            mark => text.Append(mark),
            indent
        );
        return text.ToString();
    }

    // Visits the numbers that are shown, and the brackets, commas and line breaks around them.
    private static void Visit<T>(
        Tensor<T> x,
        int axis,
        int offset,
        Action<T> number,
        Action<string> mark,
        int indent = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length == 0)
        {
            mark("[]");
            return;
        }

        if (axis == x.Shape.Rank)
        {
            number(x.Span[offset]);
            return;
        }

        var size = x.Shape[axis].Size;
        var inner = x.Shape[(axis + 1)..].Size;
        var lines = x.Shape.Rank - axis - 1;
        var between = lines == 0 ? ", " : $",{new string('\n', lines)}{new string(' ', indent + axis + 1)}";
        mark("[");
        for (var i = 0; i < size; i++)
        {
            mark(i == 0 ? string.Empty : between);
            if (x.Length > Most && i == Edge && size > 2 * Edge)
            {
                mark(Dots + between);
                i = size - Edge;
            }

            Visit(x, axis + 1, offset + (i * inner), number, mark, indent);
        }

        mark("]");
    }
}
