namespace FunctionalNet;

/// <summary>
/// Counts through an output shape in row-major order and answers the offset of the element that a strided operand has
/// there. An axis of stride 0 repeats: that is broadcasting. The state lies in memory that the caller gives.
/// </summary>
internal ref struct Odometer
{
    private readonly ReadOnlySpan<int> sizes;
    private readonly Span<int> strides;
    private readonly Span<int> index;
    private int offset;
    private bool started;

    /// <summary>An operand of shape <paramref name="operand"/> that broadcasts to <paramref name="sizes"/>.</summary>
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

    /// <summary>How many integers an odometer over a shape needs.</summary>
    public static int Space(ReadOnlySpan<int> sizes) => 2 * sizes.Length;

    /// <summary>An operand with these strides, from an offset.</summary>
    public static Odometer Strided(ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides, Span<int> space, int offset = 0)
    {
        var odometer = new Odometer(sizes, space) { offset = offset };
        strides.CopyTo(odometer.strides);
        return odometer;
    }

    /// <summary>The offset of the operand's element at the next place of the output; the first call answers the first place.</summary>
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
