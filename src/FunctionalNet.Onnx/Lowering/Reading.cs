namespace FunctionalNet.Lowering;

/// <summary>Common readers of lowerings.</summary>
internal static class Reading
{
    /// <summary>The integers in an operand, or in an attribute of older versions; null if neither is present.</summary>
    public static int[]? Axes(this OnnxNode node, int input, string attribute = "axes") =>
        node.Ints(input) ?? node.Ints(attribute)?.Select(Whole).ToArray();

    /// <summary>The number in an operand; a default if absent.</summary>
    public static double Number(this OnnxNode node, int input, double defaultValue) =>
        node.Constants(input) is { } values
            ? values.Length == 1
                ? values[0]
                : throw new FormatException(
                    $"{node.Operator} takes one number as input {input}, but got {values.Length}."
                )
            : defaultValue;

    /// <summary>The static values of an operand, or null.</summary>
    public static System.Collections.Immutable.ImmutableArray<double>? Known(this OnnxNode node, int input) =>
        node.Fixed(node[input])?.Values;

    /// <summary>An integer from a file as an int; larger ones, with which exporters mean an open end, are clamped.</summary>
    public static int Whole(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    /// <summary>A scalar of an element type.</summary>
    public static Expr Scalar(double value, ElementType element) => Ops.Constant(Shape.Scalar, [value], element);

    /// <summary>A function of floating-point numbers; for integers the result is rounded towards 0.</summary>
    public static Expr InNumbers(this Expr x, Func<Expr, Expr> function) =>
        x.IsFloat ? function(x) : function(x.Cast(ElementType.Float)).Cast(x.Type.Element);

    /// <summary>0, 1, 2, ... as integers.</summary>
    public static Expr Counting(int count) => Ops.Integers([.. Enumerable.Range(0, count)]);

    /// <summary>The axes in the order of a permutation.</summary>
    public static Expr Permuted(this Expr x, params int[] order) =>
        order.SequenceEqual(Enumerable.Range(0, order.Length)) ? x : x.Transpose(order);

    /// <summary>A vector [n] along one axis of a tensor with this many axes: [1, n, 1].</summary>
    public static Expr Along(this Expr vector, int axis, int rank) =>
        vector.Reshape(new Shape([.. Enumerable.Range(0, rank).Select(i => i == axis ? vector.Shape[0] : 1)]));

    /// <summary>x expanded to the shape of another value.</summary>
    public static Expr Repeated(this Expr x, Expr like) =>
        like.Shape.IsKnown
            ? x.Expand(like.Shape)
            : FreeAxes.Expand(x, [.. like.Shape.Select(dim => (Dim?)dim)], [like]);

    /// <summary>x with one axis multiplied by a matrix [size, other size].</summary>
    public static Expr Times(this Expr x, int axis, Expr matrix)
    {
        var last = x.Shape.Rank - 1;
        if (last == 0)
        {
            return x.Unsqueeze(0).MatMul(matrix).Squeeze(0);
        }

        // Moves the axis to the end, multiplies it, and moves it back.
        int[] order = [.. Enumerable.Range(0, last + 1).Where(i => i != axis), axis];
        int[] back = [.. Enumerable.Range(0, last + 1).Select(i => Array.IndexOf(order, i))];
        return x.Permuted(order).MatMul(matrix).Permuted(back);
    }
}
