namespace FunctionalNet.Lowering;

/// <summary>Places on several axes as places on one: the last axis of the indices holds one for each axis.</summary>
internal sealed class Places
{
    /// <param name="onnx">Who asks.</param>
    /// <param name="x">What the places are in.</param>
    /// <param name="indices">Whole numbers; negative ones count from the end.</param>
    /// <param name="batch">How many leading axes x and the indices share.</param>
    /// <exception cref="FormatException">The indices do not fit.</exception>
    public Places(string onnx, Expr x, Expr indices, int batch)
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

        // The leading axes are places of themselves.
        for (var axis = 0; axis < batch; axis++)
        {
            var own = Reading.Counting(sizes[axis]) * Reading.Scalar(strides[axis], ElementType.Int64);
            Flat += own.Along(axis, rank - 1);
        }
    }

    /// <summary>Gets the number of axes that an index names.</summary>
    public int Axes { get; }

    /// <summary>Gets the number of places.</summary>
    public int Rows { get; }

    /// <summary>Gets the places, without the last axis of the indices.</summary>
    public Expr Flat { get; }

    private static Expr Numbers(double[] values) => Ops.Constant(Shape.Of(values.Length), values, ElementType.Int64);
}
