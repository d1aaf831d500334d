namespace FunctionalNet.Lowering;

/// <summary>The indices that sliding windows read in a flattened image.</summary>
internal static class WindowIndices
{
    /// <summary>The index of each tap of each window, [taps, windows], in row-major order.</summary>
    /// <param name="kernel">The sizes of a window.</param>
    /// <param name="strides">The strides of windows.</param>
    /// <param name="dilations">The distances between the taps of a window.</param>
    /// <param name="counts">The number of windows on each axis.</param>
    /// <param name="sizes">The sizes of the image.</param>
    public static int[] Of(
        IReadOnlyList<int> kernel,
        IReadOnlyList<int> strides,
        IReadOnlyList<int> dilations,
        IReadOnlyList<int> counts,
        IReadOnlyList<int> sizes
    )
    {
        var windows = Product(counts);
        var places = new int[checked(Product(kernel) * windows)];
        for (var i = 0; i < places.Length; i++)
        {
            var (tap, window) = Math.DivRem(i, windows);
            for (var (axis, stride) = (sizes.Count - 1, 1); axis >= 0; stride *= sizes[axis--])
            {
                places[i] +=
                    stride * ((window % counts[axis] * strides[axis]) + (tap % kernel[axis] * dilations[axis]));
                window /= counts[axis];
                tap /= kernel[axis];
            }
        }

        return places;
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="OverflowException">It exceeds 32 bits.</exception>
    public static int Product(IReadOnlyList<int> sizes) =>
        checked(sizes.Aggregate(1, (product, size) => product * size));
}
