namespace FunctionalNet.Lowering;

/// <summary>An image of another size, one axis after the other.</summary>
internal static class Resizing
{
    private const int Most = 1 << 14;

    /// <summary>The image by scales or by sizes.</summary>
    /// <exception cref="FormatException">Neither is there for each axis, or a size is too large.</exception>
    public static Expr Of(Expr x, double[]? scales, int[]? sizes, Interpolation way)
    {
        var rank = x.Shape.Rank;
        if ((scales?.Length ?? sizes?.Length ?? 0) != rank)
        {
            throw new FormatException($"Resize needs a scale or a size for each axis of {x.Shape}.");
        }

        if (way.Antialiases || way.Mode is not ("nearest" or "linear" or "cubic"))
        {
            throw new Import.UnsupportedException(
                "Resize",
                $"its mode is {way.Mode}{(way.Antialiases ? " with antialiasing" : string.Empty)}"
            );
        }

        for (var axis = 0; axis < rank; axis++)
        {
            var crops = way.Coordinates == "tf_crop_and_resize";
            if (!x.Shape[axis].IsKnown && (scales is null || scales[axis].Equals(1)))
            {
                continue;
            }

            var size = x.Shape[axis].Size;
            var scale = scales?[axis] ?? (double)sizes![axis] / size;
            var result = sizes?[axis] ?? (int)Math.Min(Math.Floor(size * scale), int.MaxValue);
            if (result == size && !crops)
            {
                continue;
            }

            x =
                result is >= 0 and <= Most && size is > 0 and <= Most
                    ? Along(x, axis, size, result, scale, way)
                    : throw new FormatException($"Resize of axis {axis} of {x.Shape} to {result} places.");
        }

        return x;
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
                    Ops.Integers([.. sources.Select(source => Math.Clamp(way.Nearest(source), 0, size - 1))]),
                    axis
                )
                : Blended(x, axis, sources, way);
        return isOutside.Any(outside => outside)
            ? Ops.Constant(new Shape(result), [.. isOutside.Select(outside => outside ? 1.0 : 0)], ElementType.Bool)
                .Along(axis, rank)
                .Where(way.Outside, y)
            : y;
    }

    private static Expr Blended(Expr x, int axis, double[] sources, Interpolation way)
    {
        var size = x.Shape[axis].Size;
        var matrix = new double[size * sources.Length];
        for (var to = 0; to < sources.Length; to++)
        {
            var low = (int)Math.Floor(sources[to]);
            var total = 0.0;
            for (var from = low - way.Reach + 1; from <= low + way.Reach; from++)
            {
                if (way.ExcludesOutside && (from < 0 || from >= size))
                {
                    continue;
                }

                var weight = way.Weight(sources[to] - from);
                matrix[(Math.Clamp(from, 0, size - 1) * sources.Length) + to] += weight;
                total += weight;
            }

            for (var from = 0; way.ExcludesOutside && from < size; from++)
            {
                matrix[(from * sources.Length) + to] /= total;
            }
        }

        // The axis goes to the end, is multiplied, and comes back.
        var last = x.Shape.Rank - 1;
        int[] order = [.. Enumerable.Range(0, last + 1).Where(i => i != axis), axis];
        int[] back = [.. Enumerable.Range(0, last + 1).Select(i => Array.IndexOf(order, i))];
        var weights = Ops.Constant(new Shape(size, sources.Length), matrix);
        return last == 0 ? x.Unsqueeze(0).MatMul(weights).Squeeze(0) : x.Permuted(order).MatMul(weights).Permuted(back);
    }
}
