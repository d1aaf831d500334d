using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalNet.Kernels;

/// <summary>
/// The steps of normalization on one row: layer norm subtracts the mean, RMS norm does not, both divide by the root mean square of the
/// result. The order of additions depends on the length alone, on any processor with AVX2.
/// </summary>
internal static class NormalizationRow
{
    /// <summary>The mean to subtract from each element, and the factor of the result.</summary>
    [MethodImpl(Compiled.Alone)]
    public static (T Mean, T Inverse) Statistics<T>(ReadOnlySpan<T> x, bool isCentered, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var share = T.CreateTruncating(1.0 / x.Length);
        var mean = isCentered ? RowSums.Sum(x) * share : T.Zero;
        var (first, second) = (Vector<T>.Zero, Vector<T>.Zero);
        var i = 0;
        for (; i + (2 * Vector<T>.Count) <= x.Length; i += 2 * Vector<T>.Count)
        {
            var a = At(x, i) - new Vector<T>(mean);
            var b = At(x, i + Vector<T>.Count) - new Vector<T>(mean);
            first += a * a;
            second += b * b;
        }

        var squares = Vector.Sum(first + second);
        for (; i < x.Length; i++)
        {
            squares += (x[i] - mean) * (x[i] - mean);
        }

        return (mean, T.One / T.Sqrt((squares * share) + T.CreateTruncating(epsilon)));
    }

    /// <summary>y = (x - mean) inverse scale + bias; an empty scale is 1, an empty bias 0.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Apply<T>(
        ReadOnlySpan<T> x,
        (T Mean, T Inverse) of,
        ReadOnlySpan<T> scale,
        ReadOnlySpan<T> bias,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (mean, inverse) = (new Vector<T>(of.Mean), new Vector<T>(of.Inverse));
        var i = 0;
        for (; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var value = (At(x, i) - mean) * inverse;
            value = scale.IsEmpty ? value : value * At(scale, i);
            value = bias.IsEmpty ? value : value + At(bias, i);
            value.StoreUnsafe(ref MemoryMarshal.GetReference(y), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            var value = (x[i] - of.Mean) * of.Inverse * (scale.IsEmpty ? T.One : scale[i]);
            y[i] = bias.IsEmpty ? value : value + bias[i];
        }
    }

    /// <summary>
    /// The cotangent of x, where g = dy scale and n = (x - mean) inverse: inverse (g - mean(g) - n mean(g n)), without mean(g) where
    /// x is not centered.
    /// </summary>
    [MethodImpl(Compiled.Alone)]
    public static void Gradient<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dy,
        ReadOnlySpan<T> scale,
        bool isCentered,
        double epsilon,
        Span<T> dx
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (mean, inverse) = Statistics(x, isCentered, epsilon);
        var share = T.CreateTruncating(1.0 / x.Length);
        var (sums, products) = (Vector<T>.Zero, Vector<T>.Zero);
        var i = 0;
        for (; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var flow = Flow(dy, scale, i);
            sums += flow;
            products += flow * (At(x, i) - new Vector<T>(mean));
        }

        var (sum, product) = (Vector.Sum(sums), Vector.Sum(products));
        for (; i < x.Length; i++)
        {
            var flow = scale.IsEmpty ? dy[i] : dy[i] * scale[i];
            sum += flow;
            product += flow * (x[i] - mean);
        }

        var level = isCentered ? sum * share : T.Zero;
        var slope = product * inverse * share * inverse;
        for (i = 0; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var away = (At(x, i) - new Vector<T>(mean)) * new Vector<T>(slope);
            var flow = (Flow(dy, scale, i) - new Vector<T>(level) - away) * new Vector<T>(inverse);
            flow.StoreUnsafe(ref MemoryMarshal.GetReference(dx), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            var flow = scale.IsEmpty ? dy[i] : dy[i] * scale[i];
            dx[i] = (flow - level - ((x[i] - mean) * slope)) * inverse;
        }
    }

    /// <summary>total += dy (x - mean) inverse: one row's part of the cotangent of the scale.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void AddScaleGradient<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dy,
        bool isCentered,
        double epsilon,
        Span<T> total
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (mean, inverse) = Statistics(x, isCentered, epsilon);
        var i = 0;
        for (; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var normal = (At(x, i) - new Vector<T>(mean)) * new Vector<T>(inverse);
            var sum = At<T>(total, i) + (At(dy, i) * normal);
            sum.StoreUnsafe(ref MemoryMarshal.GetReference(total), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            total[i] += dy[i] * ((x[i] - mean) * inverse);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Flow<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> scale, int i) =>
        scale.IsEmpty ? At(dy, i) : At(dy, i) * At(scale, i);

    // The vector loops end before the rows do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> At<T>(ReadOnlySpan<T> x, int i) =>
        Vector.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);
}
