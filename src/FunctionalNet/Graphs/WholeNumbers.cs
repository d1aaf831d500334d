using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet.Execution;

/// <summary>
/// Integers in the number type of an executor: exact, or an error. Float32 holds each integer up to 2²⁴, float64 up to 2⁵³; a larger one
/// may have been rounded, so that results computed from it are unknown.
/// </summary>
internal static class WholeNumbers
{
    private const double Of32Bits = 1 << 24;
    private const double Of64Bits = 1L << 53;

    private const double Of64BitsEnd = 9_223_372_036_854_775_808;

    // Number of the smallest and of the largest 64-bit integers that have a representation of their own.
    private const int Ends = 16;

    /// <summary>Every integer of a smaller magnitude is exact.</summary>
    public static double Limit<T>()
        where T : unmanaged => typeof(T) == typeof(float) ? Of32Bits : Of64Bits;

    /// <summary>An integer in the number type of an executor.</summary>
    /// <exception cref="InexactNumberException">The type does not hold it.</exception>
    public static T Exact<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var held = T.CreateChecked(value);
        return double.CreateChecked(held).Equals(value) && !IsMark(value)
            ? held
            : throw Inexact<T>("a constant of whole numbers", value);
    }

    /// <summary>The same for an integer that float64 may not hold either.</summary>
    /// <exception cref="InexactNumberException">The type does not hold it.</exception>
    public static T FromInteger<T>(Int128 value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var held = T.CreateChecked(value);
        return Int128.CreateChecked(held) == value ? held : throw Inexact<T>("a type of whole numbers", (double)value);
    }

    /// <summary>
    /// Whether a number stands for one of the largest or smallest 64-bit integers, which no executor holds: operators that read bounds
    /// take it, all others refuse it.
    /// </summary>
    public static bool IsMark(double value) => value is >= Of64BitsEnd or < -Of64BitsEnd;

    /// <summary>
    /// Whether a number represents a signed 64-bit integer, and which. The largest and smallest ones, with which files mean an open end,
    /// have marks (<see cref="IsMark"/>) that keep them apart, but are neither in their order nor computed with.
    /// </summary>
    public static bool Holds<T>(long value, out T held)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        held = T.CreateChecked(value);
        if (Int128.CreateChecked(held) == value)
        {
            return true;
        }

        var (fromLast, fromFirst) = ((Int128)long.MaxValue - value, (Int128)value - long.MinValue);
        var steps = Int128.Min(fromLast, fromFirst);
        for (var i = 0; i < steps && i < Ends; i++)
        {
            held = fromLast < fromFirst ? T.BitIncrement(held) : T.BitDecrement(held);
        }

        return steps >= 0 && steps < Ends;
    }

    /// <summary>The 64-bit integer of a representation.</summary>
    public static long ToInteger<T>(T held)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (end, sign) = (T.CreateChecked(Of64BitsEnd), T.Sign(held));
        var steps = (T.Abs(held) - end) / (T.BitIncrement(end) - end);
        return steps >= T.Zero && steps < T.CreateChecked(Ends)
            ? sign > 0
                ? long.MaxValue - long.CreateChecked(steps)
                : long.MinValue + long.CreateChecked(steps)
            : long.CreateSaturating(held);
    }

    /// <summary>x / y, rounded towards zero. The nearest quotient of large numbers may be the next integer.</summary>
    public static T Quotient<T>(T x, T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.Abs(x) < T.CreateChecked(Limit<T>()) || !T.IsFinite(x) || !T.IsFinite(y) || T.IsZero(y)
            ? T.Truncate(x / y)
            : T.CreateChecked(Int128.CreateSaturating(x) / Int128.CreateSaturating(y));

    /// <summary>Whether the integers that an operator returns can be larger than its operands, or not integers at all.</summary>
    public static bool Grows(Op op, ElementType element) =>
        element == ElementType.Int64
        && (
            op.Accumulates
            || op.Name
                is "Add"
                    or "Sub"
                    or "Mul"
                    or "Div"
                    or "Mod"
                    or "Pow"
                    or "Neg"
                    or "Abs"
                    or "CumSum"
                    or "ReduceSum"
                    or "ReduceProd"
                    or "MatMul"
                    or "ArgMax"
                    or "TopK"
                    or "Pad"
        );

    /// <summary>Throws if a result of integers may have been rounded, and removes the sign of zeros.</summary>
    /// <param name="op">The operator, for which <see cref="Grows"/> is true.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="result">Its result.</param>
    /// <exception cref="InexactNumberException">A number, or an intermediate sum, exceeds what the type holds.</exception>
    public static void Check<T>(Op op, ReadOnlySpan<Buffer<T>> operands, Buffer<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The smallest 64-bit integer has no opposite; all others are exact if the operand is.
        Check<T>(op, result.Span, op.Name is "Neg" or "Abs" ? Of64BitsEnd : Limit<T>());

        // The terms of a sum may cancel in the end.
        if (op.Name is "ReduceSum" or "MatMul" && Bound(op, operands, result) >= Limit<T>())
        {
            Tensor<T>[] terms = [.. operands.ToArray().Select(Absolute)];
            var sum = new Tensor<T>(result.Shape);
            op.Evaluate([.. terms.Select(Buffer<T>.Of)], Buffer<T>.Of(sum));
            Check<T>(op, sum.Writable, Limit<T>());
            GC.KeepAlive(terms);
        }
    }

    private static void Check<T>(Op op, Span<T> values, double limit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var end = T.CreateChecked(limit);
        foreach (ref var value in values)
        {
            if (!(T.Abs(value) < end))
            {
                throw Inexact<T>($"{op.Name} of whole numbers", double.CreateChecked(value));
            }

            // Integers have one zero: -0 + 0 is 0.
            value += T.Zero;
        }
    }

    // The sum of as many terms of the largest magnitude.
    private static double Bound<T>(Op op, ReadOnlySpan<Buffer<T>> operands, Buffer<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var terms = op.Name == "MatMul" ? operands[0].Length : operands[0].Length / Math.Max(1, result.Length);
        var bound = (double)terms;
        foreach (var operand in operands)
        {
            bound *= Largest(operand.Span);
        }

        return bound;
    }

    private static double Largest<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = T.Zero;
        foreach (var value in values)
        {
            largest = T.Max(largest, T.Abs(value));
        }

        return double.CreateChecked(largest);
    }

    private static Tensor<T> Absolute<T>(Buffer<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = new Tensor<T>(values.Shape);
        TensorPrimitives.Abs(values.Span, tensor.Writable);
        return tensor;
    }

    private static InexactNumberException Inexact<T>(string what, double value)
        where T : unmanaged =>
        new(
            double.IsFinite(value)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} gives {value:R}, beyond {(typeof(T) == typeof(float) ? "2²⁴, up to which float32 holds each one: compute in double" : "2⁵³, up to which float64 holds each one")}."
                )
                : $"{what} gives {value.ToString(CultureInfo.InvariantCulture)}, which is no whole number: look for a division by 0."
        );
}
