using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Fourier transforms as products with matrices of cosines and sines.</summary>
internal static class Fourier
{
    private const long Max = 1 << 24;

    /// <summary>
    /// The transform along the second-to-last axis: [..., n, parts] to [..., frequencies, 2], where the parts are real and imaginary, or
    /// real alone.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="x">The signal; it is truncated or zero-padded to the length.</param>
    /// <param name="length">The length of the transform.</param>
    /// <param name="isInverse">Whether it is the inverse transform.</param>
    /// <param name="isHalf">Whether there is only the first half of the frequencies, the others being their conjugates: of the result, or
    /// of the operand of an inverse transform, whose result is then real.</param>
    public static Expr Of(OnnxNode node, Expr x, int length, bool isInverse, bool isHalf)
    {
        var rank = x.Shape.Rank;
        if (rank >= 2 && length == 0 && isInverse && isHalf)
        {
            // A single frequency, the mean, is the half of no signal.
            return x.Narrow(-2, 0, 0).Narrow(-1, 0, 1);
        }

        if (rank < 2 || x.Shape[^1].Size is not (1 or 2) || length < 1)
        {
            throw new FormatException(
                $"{node.Operator} of length {length} takes [..., n, 1] or [..., n, 2], but got {x.Shape}."
            );
        }

        var half = (length / 2) + 1;
        var wanted = isHalf && !isInverse ? half : length;
        var given = Math.Min(x.Shape[^2].Size, isHalf && isInverse ? half : length);
        var (parts, results) = (x.Shape[^1].Size, isHalf && isInverse ? 1 : 2);
        if ((long)given * parts * wanted * results > Max)
        {
            throw new UnsupportedException(
                node.Operator,
                $"a transform of {given} numbers to {wanted} takes a matrix of more than {Max} numbers"
            );
        }

        var cut = given < x.Shape[^2].Size ? x.Narrow(-2, 0, given) : x;
        var lead = x.Shape[..(rank - 2)];
        var matrix = Matrix(given, parts, wanted, results, length, isInverse, isHalf);
        return cut.Reshape(lead.Append(new Shape(given * parts)))
            .MatMul(matrix)
            .Reshape(lead.Append(new Shape(wanted, results)));
    }

    // From (position, part) to (frequency, part); the angle is proportional to the product of position and frequency.
    private static Expr Matrix(int given, int parts, int wanted, int results, int length, bool isInverse, bool isHalf)
    {
        var columns = wanted * results;
        var values = new double[given * parts * columns];
        for (var from = 0; from < given; from++)
        {
            // A frequency whose conjugate is omitted counts twice.
            var counts = isHalf && isInverse && from > 0 && 2 * from != length ? 2.0 : 1.0;
            var scale = isInverse ? counts / length : 1;
            for (var to = 0; to < wanted; to++)
            {
                var (sine, cosine) = Angle((int)((long)from * to % length), length);
                sine = isInverse ? sine : -sine;
                var place = (from * parts * columns) + (to * results);
                values[place] = scale * cosine;
                if (results == 2)
                {
                    values[place + 1] = scale * sine;
                }

                if (parts == 2)
                {
                    values[place + columns] = -scale * sine;
                }

                if (parts == 2 && results == 2)
                {
                    values[place + columns + 1] = scale * cosine;
                }
            }
        }

        return Ops.Constant(new Shape(given * parts, columns), values);
    }

    // Sine and cosine of a fraction of the circle; quarters are exact.
    private static (double Sine, double Cosine) Angle(int step, int length) =>
        (4L * step % length) == 0
            ? (
                (4L * step / length) switch
                {
                    0 => (0, 1),
                    1 => (1, 0),
                    2 => (0, -1),
                    _ => (-1, 0),
                }
            )
            : Math.SinCos(2 * Math.PI * step / length);
}
