using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Window functions of signals: sums of cosines.</summary>
internal static class WindowFunctions
{
    private const int Max = 1 << 24;

    /// <summary>a - b cos(2πi / n) + c cos(4πi / n), where n is the size, or one less if symmetric.</summary>
    public static Expr Of(OnnxNode node, double a, double b, double c)
    {
        if (node.Constants(0) is not [>= 0 and var size])
        {
            throw new FormatException($"{node.Operator} needs a constant size from 0.");
        }

        if (size > Max)
        {
            throw new FormatException(
                FormattableString.Invariant(
                    $"{node.Operator} of the size {size:N0} takes {size * sizeof(double):N0} bytes; a window has at most {Max:N0} numbers."
                )
            );
        }

        var period = node.Flag("periodic", true) ? size : size - 1;
        double[] values =
        [
            .. Enumerable
                .Range(0, (int)size)
                .Select(i => 2 * Math.PI * i / period)
                .Select(angle => a - (b * Math.Cos(angle)) + (c * Math.Cos(2 * angle)))
                // ONNX's function computes in float32 and then casts, so that a 1 there is 1 as an integer.
                .Select(value => (double)(float)value),
        ];
        return Ops.Constant(new Shape((int)size), values).Cast(TensorReader.Element(node.Int32("output_datatype", 1)));
    }
}
