using System.Globalization;

namespace FunctionalNet.Lowering;

/// <summary>Resizes an image, one axis after the other.</summary>
internal static class Resizing
{
    private const int Max = 1 << 14;

    /// <summary>The image by scales or by sizes.</summary>
    /// <exception cref="FormatException">Neither is given for each axis, or a size is too large.</exception>
    public static Expr Of(Expr x, double[]? scales, int[]? sizes, Interpolation way)
    {
        var rank = x.Shape.Rank;
        if ((scales?.Length ?? sizes?.Length ?? 0) != rank)
        {
            throw new FormatException($"Resize needs a scale or a size for each axis of {x.Shape}.");
        }

        if (scales?.FirstOrDefault(scale => !(scale > 0), 1) is <= 0 or double.NaN)
        {
            throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Resize has the scales [{string.Join(", ", scales)}], and each is a number above 0."
                )
            );
        }

        if (way.Mode is not ("nearest" or "linear" or "cubic"))
        {
            throw new FormatException($"Resize has the mode '{way.Mode}', which is unknown.");
        }

        if (way.Mode != "nearest" && !x.IsFloat)
        {
            throw new Import.UnsupportedException(
                "Resize",
                "it interpolates whole numbers, whose last digit hangs on how ONNX Runtime rounds on the way: cast to float before"
            );
        }

        var crops = way.Coordinates == "tf_crop_and_resize";
        if (sizes is null && IsCopied(x, scales!, way))
        {
            throw new Import.UnsupportedException(
                "Resize",
                "its scales move the elements but leave all sizes, where ONNX Runtime copies and ONNX does not: give sizes"
            );
        }

        if (crops)
        {
            Uncropped(x, scales, sizes, way);
        }

        if (sizes is null && way.Antialiases)
        {
            Unsmoothed(x, scales!, way);
        }

        for (var axis = 0; axis < rank; axis++)
        {
            if (!x.Shape[axis].IsKnown && (scales is null || scales[axis].Equals(1)))
            {
                continue;
            }

            var size = x.Shape[axis].Size;
            var scale = scales?[axis] ?? (double)sizes![axis] / size;
            if (scale.Equals(1) && !crops)
            {
                continue;
            }

            var result = sizes?[axis] ?? Size(size, scale, way);
            x =
                result == 0 ? x.Narrow(axis, 0, 0)
                : result is > 0 and <= Max && size is > 0 and <= Max ? Along(x, axis, size, result, scale, way)
                : throw new FormatException($"Resize of axis {axis} of {x.Shape} to {result} elements.");
        }

        return x;
    }

    // ONNX Runtime does not touch an axis whose size is unchanged.
    private static void Uncropped(Expr x, double[]? scales, int[]? sizes, Interpolation way)
    {
        for (var axis = 0; axis < x.Shape.Rank; axis++)
        {
            if ((scales?[axis].Equals(1) ?? x.Shape[axis] == sizes![axis]) && !way.IsWhole(axis, x.Shape.Rank))
            {
                throw new Import.UnsupportedException(
                    "Resize",
                    $"it crops axis {axis} of {x.Shape} and keeps its size, where ONNX Runtime does not crop and ONNX does: crop by Slice, or give another size"
                );
            }
        }
    }

    // The same applies with antialiasing.
    private static void Unsmoothed(Expr x, double[] scales, Interpolation way)
    {
        for (var axis = 0; axis < scales.Length; axis++)
        {
            if (
                !scales[axis].Equals(1)
                && x.Shape[axis].IsKnown
                && Size(x.Shape[axis].Size, scales[axis], way) == x.Shape[axis].Size
            )
            {
                throw new Import.UnsupportedException(
                    "Resize",
                    $"it smooths axis {axis} of {x.Shape} by a scale that leaves its size, where ONNX Runtime copies it and ONNX does not: give sizes"
                );
            }
        }
    }

    private static bool IsCopied(Expr x, double[] scales, Interpolation way) =>
        scales.Any(scale => !scale.Equals(1))
        && Enumerable
            .Range(0, scales.Length)
            .All(axis =>
                scales[axis].Equals(1)
                || (x.Shape[axis].IsKnown && Size(x.Shape[axis].Size, scales[axis], way) == x.Shape[axis].Size)
            );

    // In float32, like the scales of a file.
    private static int Size(int size, double scale, Interpolation way)
    {
        var exact = (float)scale * size;
        var result = (int)Math.Clamp(Math.Floor(exact), 0, int.MaxValue);
        return way.Coordinates != "align_corners" || exact.Equals(result)
            ? result
            : throw new Import.UnsupportedException(
                "Resize",
                $"it aligns corners where {size} places by a scale of {scale} are {exact}, on which ONNX and ONNX Runtime do not agree: give sizes"
            );
    }

    private static Expr Along(Expr x, int axis, int size, int result, double scale, Interpolation way)
    {
        var rank = x.Shape.Rank;
        double[] sources = [.. Enumerable.Range(0, result).Select(i => way.Source(i, size, result, scale, axis, rank))];
        var isOutside = sources.Select(source =>
            way.Coordinates == "tf_crop_and_resize" && (source < 0 || source > size - 1)
        );
        var y =
            way.Mode == "nearest"
                ? x.Gather(
                    Ops.Integers([.. sources.Select(source => Math.Clamp(way.Nearest(source, scale), 0, size - 1))]),
                    axis
                )
                : Blended(x, axis, sources, way.Antialiases ? Math.Min(1, scale) : 1, way);
        return isOutside.Any(outside => outside)
            ? Ops.Constant(new Shape(result), [.. isOutside.Select(outside => outside ? 1.0 : 0)], ElementType.Bool)
                .Along(axis, rank)
                .Where(way.Outside, y)
            : y;
    }

    // A weighted sum of neighbouring elements. Antialiasing widens the kernel by the scale.
    private static Expr Blended(Expr x, int axis, double[] sources, double narrowing, Interpolation way)
    {
        // Gathering rows is much faster than gathering elements.
        var last = x.Shape.Rank - 1;
        if (axis == last && last > 0)
        {
            int[] swapped = [.. Enumerable.Range(0, last - 1), last, last - 1];
            return Blended(x.Transpose(swapped), last - 1, sources, narrowing, way).Transpose(swapped);
        }

        var (size, count) = (x.Shape[axis].Size, sources.Length);
        var reach = count == 0 ? 0 : (int)Math.Ceiling(way.Reach / narrowing);
        var taps = 2 * reach;
        var (places, weights) = (new double[taps * count], new double[taps * count]);
        for (var to = 0; to < count; to++)
        {
            var first = (int)Math.Floor(sources[to]) - reach + 1;
            var total = 0.0;
            for (var tap = 0; tap < taps; tap++)
            {
                var from = first + tap;
                var place = Math.Clamp(from, 0, size - 1);
                var weight = way.ExcludesOutside && place != from ? 0 : way.Weight((sources[to] - from) * narrowing);
                (places[(tap * count) + to], weights[(tap * count) + to]) = (place, weight);
                total += weight;
            }

            for (var tap = 0; (way.ExcludesOutside || narrowing < 1) && tap < taps; tap++)
            {
                weights[(tap * count) + to] /= total;
            }
        }

        var near = x.Gather(Ops.Constant(new Shape(taps, count), places, ElementType.Int64), axis);
        var along = new Shape([taps, count, .. Enumerable.Repeat<Dim>(1, x.Shape.Rank - axis - 1)]);

        // Excluded elements are deselected: 0 times infinity would be NaN.
        double[] none = [.. weights.Select(weight => weight.Equals(0) ? 1.0 : 0)];
        var counting = none.Contains(1) ? Ops.Constant(along, none, ElementType.Bool).Where(0, near) : near;
        return (counting * Ops.Constant(along, weights)).ReduceSum(axis);
    }
}
