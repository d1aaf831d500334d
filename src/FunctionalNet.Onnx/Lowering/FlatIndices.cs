namespace FunctionalNet.Lowering;

/// <summary>Converts indices into several axes to flat indices: the last axis of the indices holds one index per axis.</summary>
internal sealed class FlatIndices
{
    /// <param name="onnx">The operator, for errors.</param>
    /// <param name="x">The indexed tensor.</param>
    /// <param name="indices">Integers; negative ones count from the end.</param>
    /// <param name="batch">The number of leading batch axes of x and the indices.</param>
    /// <exception cref="FormatException">The indices do not match.</exception>
    public FlatIndices(string onnx, Expr x, Expr indices, int batch)
    {
        var rank = indices.Shape.Rank;
        Axes = rank > 0 ? indices.Shape[^1].Size : 0;
        if (batch < 0 || batch >= rank || batch + Axes > x.Shape.Rank || indices.Type.Element != ElementType.Int64)
        {
            throw new FormatException($"{onnx} of {x.Type} with the indices {indices.Type} and {batch} shared axes.");
        }

        var sizes = x.Shape[..(batch + Axes)].Sizes();
        Rows = checked(sizes.Aggregate(1, (product, size) => product * size));
        var strides = new double[sizes.Length];
        for (var (axis, stride) = (sizes.Length - 1, 1.0); axis >= 0; stride *= sizes[axis--])
        {
            strides[axis] = stride;
        }

        var counts = Numbers([.. sizes.Skip(batch).Select(size => (double)size)]);
        var positive = (indices < Reading.Scalar(0, ElementType.Int64)).Where(indices + counts, indices);
        Flat = (positive * Numbers(strides[batch..])).ReduceSum([-1]);

        // The batch axes index themselves.
        for (var axis = 0; axis < batch; axis++)
        {
            var own = Reading.Counting(sizes[axis]) * Reading.Scalar(strides[axis], ElementType.Int64);
            Flat += own.Along(axis, rank - 1);
        }
    }

    /// <summary>Gets the number of indexed axes.</summary>
    public int Axes { get; }

    /// <summary>Gets the number of flat indices.</summary>
    public int Rows { get; }

    /// <summary>Gets the flat indices, without the last axis of the indices.</summary>
    public Expr Flat { get; }

    private static Expr Numbers(double[] values) => Ops.Constant(Shape.Of(values.Length), values, ElementType.Int64);
}
