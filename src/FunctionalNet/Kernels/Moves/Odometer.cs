namespace FunctionalNet;

/// <summary>
/// Iterates over an output shape in row-major order and returns the offset of the corresponding element of a strided operand. An axis of
/// stride 0 broadcasts. The state is in memory that the caller provides.
/// </summary>
internal ref struct Odometer
{
    private readonly ReadOnlySpan<int> sizes;
    private readonly Span<int> strides;
    private readonly Span<int> index;
    private int offset;
    private bool started;

    /// <summary>An operand of shape <paramref name="operand"/> broadcast to <paramref name="sizes"/>.</summary>
    public Odometer(ReadOnlySpan<int> sizes, ReadOnlySpan<int> operand, Span<int> space)
        : this(sizes, space)
    {
        var stride = 1;
        var lead = sizes.Length - operand.Length;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            var size = axis < lead ? 1 : operand[axis - lead];
            strides[axis] = size == 1 ? 0 : stride;
            stride *= size;
        }
    }

    private Odometer(ReadOnlySpan<int> sizes, Span<int> space)
    {
        this.sizes = sizes;
        strides = space[..sizes.Length];
        index = space.Slice(sizes.Length, sizes.Length);
        index.Clear();
    }

    /// <summary>The number of integers for the state of an odometer over a shape.</summary>
    public static int Space(ReadOnlySpan<int> sizes) => 2 * sizes.Length;

    /// <summary>An operand with these strides, from an offset.</summary>
    public static Odometer Strided(ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides, Span<int> space, int offset = 0)
    {
        var odometer = new Odometer(sizes, space) { offset = offset };
        strides.CopyTo(odometer.strides);
        return odometer;
    }

    /// <summary>The offset of the operand's element at the next output index; the first call returns the first.</summary>
    public int Next()
    {
        if (!started)
        {
            started = true;
            return offset;
        }

        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            offset += strides[axis];
            if (++index[axis] < sizes[axis])
            {
                return offset;
            }

            offset -= index[axis] * strides[axis];
            index[axis] = 0;
        }

        return offset;
    }
}
