namespace FunctionalNet.Lowering;

/// <summary>The padding mode of images.</summary>
internal enum GridPadding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The edge element.</summary>
    Border,

    /// <summary>The reflection.</summary>
    Reflection,
}

/// <summary>Interpolates images between their elements, as weighted sums of neighbouring elements.</summary>
/// <param name="Sizes">The sizes of the image, one per axis.</param>
/// <param name="Fetch">Maps flat indices, Int64 [..., n], to the elements of the image.</param>
/// <param name="Channels">The index of the channel axis of the elements, which the flat indices lack.</param>
internal sealed record Sampler(int[] Sizes, Func<Expr, Expr> Fetch, int Channels)
{
    private const double Cubic = -0.75;

    /// <summary>Gets the padding mode.</summary>
    public GridPadding Beyond { get; init; }

    /// <summary>
    /// Gets a value indicating whether reflection is about the centers of the edge elements, rather than their outer borders.
    /// </summary>
    public bool IsAligned { get; init; }

    /// <summary>The images [..., channels, sizes...], each flattened, at [..., n]: [..., channels, n].</summary>
    public static Sampler Of(Expr images, int axes)
    {
        var lead = images.Shape.Rank - axes;
        int[] sizes = images.Shape[lead..].Sizes();
        var size = checked(sizes.Aggregate(1, (product, each) => product * each));
        var flat = images.Reshape(images.Shape[..lead].Append(new Shape(size)));
        return new(sizes, places => flat.GatherElements(Repeated(places.Unsqueeze(-2), flat), lead), -2);
    }

    /// <summary>The interpolated values at some coordinates.</summary>
    /// <param name="places">The coordinates, one for each axis of the image, all [..., n].</param>
    /// <param name="mode">nearest, linear or cubic.</param>
    public Expr At(IReadOnlyList<Expr> places, string mode)
    {
        Tap[][] taps = [.. places.Select((place, axis) => Taps(place, axis, mode))];
        return Corners(taps).Select(Value).Aggregate((sum, value) => sum + value);
    }

    /// <summary>The weighted neighbouring elements, before summation.</summary>
    public IEnumerable<Expr> Parts(IReadOnlyList<Expr> places, string mode) =>
        Corners([.. places.Select((place, axis) => Taps(place, axis, mode))]).Select(Value);

    // An index along one axis, its weight, and whether it is in the image.
    private readonly record struct Tap(Expr Place, Expr? Weight, Expr IsInside);

    private static Expr Repeated(Expr places, Expr flat)
    {
        // One index for all channels.
        var channels = flat.Shape[^2].Size;
        return channels == 1 ? places : places + Ops.Integers(new int[channels]).Unsqueeze(-1);
    }

    private static IEnumerable<Tap[]> Corners(Tap[][] taps)
    {
        IEnumerable<Tap[]> corners =
        [
            [],
        ];
        return taps.Aggregate(
            corners,
            (found, axis) => found.SelectMany(corner => axis.Select(tap => corner.Append(tap).ToArray()))
        );
    }

    private static (int Offset, Expr? Weight)[] Weights(Expr rest, string mode) =>
        mode switch
        {
            "nearest" => [(0, null)],
            "linear" => [(0, 1 - rest), (1, rest)],
            "cubic" => [(-1, Far(rest + 1)), (0, Near(rest)), (1, Near(1 - rest)), (2, Far(2 - rest))],
            _ => throw new FormatException($"images are interpolated by '{mode}', which is unknown"),
        };

    private static Expr Near(Expr x) => ((((Cubic + 2) * x) - (Cubic + 3)) * x * x) + 1;

    private static Expr Far(Expr x) => (((((x - 5) * x) + 8) * x) - 4) * Cubic;

    private Tap[] Taps(Expr place, int axis, string mode)
    {
        var first = mode == "nearest" ? place.Round() : place.Floor();
        return
        [
            .. Weights(place - first, mode)
                .Select(tap =>
                {
                    var there = Inside(tap.Offset == 0 ? first : first + tap.Offset, axis);
                    var isInside = (there < 0).Or(there > Sizes[axis] - 1).Or(there.IsNaN()).Not();
                    return new Tap(isInside.Where(there, 0), tap.Weight, isInside);
                }),
        ];
    }

    // The index in the image for an index outside of it.
    private Expr Inside(Expr place, int axis)
    {
        var last = Sizes[axis] - 1;
        if (Beyond != GridPadding.Reflection)
        {
            return Beyond == GridPadding.Border ? place.Clip(0, last) : place;
        }

        var (low, high) = IsAligned ? (0.0, last) : (-0.5, last + 0.5);
        var range = high - low;
        if (range <= 0)
        {
            return place * 0;
        }

        // Reflected back and forth.
        var way = (place - low).Abs().Mod(2 * range);
        var mirrored = low + (way > range).Where((2 * range) - way, way);
        return (place < low).Or(place > high).Where(mirrored, place);
    }

    private Expr Value(Tap[] corner)
    {
        var place = Ops.Constant(0);
        for (var (axis, stride) = (Sizes.Length - 1, 1); axis >= 0; stride *= Sizes[axis--])
        {
            place += corner[axis].Place * stride;
        }

        var isInside = corner.Select(tap => tap.IsInside).Aggregate((x, y) => x.And(y)).Unsqueeze(Channels);
        var value = isInside.Where(Fetch(place.Cast(ElementType.Int64)), 0);
        var weights = corner.Select(tap => tap.Weight).OfType<Expr>().ToArray();
        return weights.Length == 0 ? value : value * weights.Aggregate((x, y) => x * y).Unsqueeze(Channels);
    }
}
