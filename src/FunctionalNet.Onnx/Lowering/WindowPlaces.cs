namespace FunctionalNet.Lowering;

/// <summary>Where windows that slide over an image read it, in the image as one row of elements.</summary>
internal static class WindowPlaces
{
    /// <summary>The place of each tap of each window, [taps, windows], row by row.</summary>
    /// <param name="kernel">The sizes of a window.</param>
    /// <param name="strides">How far windows are apart.</param>
    /// <param name="dilations">How far the taps of a window are apart.</param>
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

    /// <summary>The number of elements of such sizes.</summary>
    /// <exception cref="OverflowException">They are more than 32 bits hold.</exception>
    public static int Product(IReadOnlyList<int> sizes) =>
        checked(sizes.Aggregate(1, (product, size) => product * size));
}
