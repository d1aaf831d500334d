using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalNet.Kernels;

/// <summary>The inner loops of convolutions other than the matrix product, for one number type and one vector width.</summary>
internal abstract unsafe class ConvLoops<T>
    where T : unmanaged, INumberBase<T>
{
    public static ConvLoops<T> Instance { get; } =
        Simd.Width switch
        {
            SimdWidth.Bits512 => new ConvLoops<T, Vector512<T>, Lanes512<T>>(),
            SimdWidth.Bits256 => new ConvLoops<T, Vector256<T>, Lanes256<T>>(),
            _ => new ConvLoops<T, Vector128<T>, Lanes128<T>>(),
        };

    /// <summary>
    /// Packs rows of runs, in the order of their targets: row i is read from source + offsets[i] and begins at target + i * width. Whole
    /// vectors are copied, so that up to one vector after a run is read.
    /// </summary>
    public abstract void Gather(T* source, int* offsets, int count, Run* runs, int runCount, T* target, nint width);

    /// <summary>
    /// Copies rows of <paramref name="size"/> elements, with <paramref name="before"/> zeros before each and zeros after it up to
    /// <paramref name="width"/>. Up to one vector after the last row is written.
    /// </summary>
    public abstract void Pad(T* source, nint stride, nint size, int count, T* target, nint before, nint width);

    /// <summary>
    /// Copies the elements of even index of a row, and those of odd index, as far as whole vectors of each go: how many of each of
    /// <paramref name="count"/>.
    /// </summary>
    public abstract nint Deinterleave(T* row, nint count, T* even, T* odd);

    /// <summary>The inverse of <see cref="Gather"/>: adds rows of a panel to runs of target + offsets[i], element by element.</summary>
    public abstract void Scatter(T* source, nint width, int* offsets, int count, Run* runs, int runCount, T* target);

    /// <summary>
    /// y[r length + j] = Σ weights[i] x[rows[r] + offsets[i] + j] for each row r. Up to one vector after a row of x is read.
    /// </summary>
    public abstract void Correlate(
        T* x,
        int* rows,
        int rowCount,
        int* offsets,
        T* weights,
        int count,
        T* y,
        nint length
    );

    /// <summary>The adjoint: x[rows[r] + offsets[i] + j] += weights[i] y[r length + j].</summary>
    public abstract void CorrelateAdjoint(
        T* y,
        nint length,
        T* weights,
        int* offsets,
        int count,
        int* rows,
        int rowCount,
        T* x
    );

    /// <summary>Σ x[offsets[i] + j] y[i length + j] over rows i and their elements j.</summary>
    public abstract T Dot(T* x, int* offsets, int count, T* y, nint length);
}

/// <summary>The loops of one vector type.</summary>
internal sealed unsafe class ConvLoops<T, TVector, TLanes> : ConvLoops<T>
    where T : unmanaged, INumberBase<T>
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Gather(T* source, int* offsets, int count, Run* runs, int runCount, T* target, nint width)
    {
        for (var run = 0; run < runCount; run++)
        {
            var length = (nint)runs[run].Length;
            for (nint j = 0; j < length; j += TLanes.Count)
            {
                var from = source + runs[run].Source + j;
                var to = target + runs[run].Target + j;
                if (runs[run].Target + j + TLanes.Count <= width)
                {
                    // What is written beyond the run is overwritten by the next one.
                    for (var i = 0; i < count; i++, to += width)
                    {
                        TLanes.Store(to, TLanes.Load(from + offsets[i]));
                    }
                }
                else
                {
                    var mask = TLanes.Mask((int)Math.Min(length - j, TLanes.Count));
                    for (var i = 0; i < count; i++, to += width)
                    {
                        TLanes.StoreMasked(to, mask, TLanes.Load(from + offsets[i]));
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Pad(T* source, nint stride, nint size, int count, T* target, nint before, nint width)
    {
        // Each row overwrites what the previous one wrote beyond its end, and its elements overwrite its zeros.
        var full = size - (size % TLanes.Count);
        var mask = TLanes.Mask((int)(size - full));
        TVector zero = default;
        for (; count > 0; count--, source += stride, target += width)
        {
            for (nint j = 0; j < before; j += TLanes.Count)
            {
                TLanes.Store(target + j, zero);
            }

            for (nint j = before + full; j < width; j += TLanes.Count)
            {
                TLanes.Store(target + j, zero);
            }

            for (nint j = 0; j < full; j += TLanes.Count)
            {
                TLanes.Store(target + before + j, TLanes.Load(source + j));
            }

            if (full < size)
            {
                TLanes.StoreMasked(target + before + full, mask, TLanes.LoadMasked(source + full, mask));
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override nint Deinterleave(T* row, nint count, T* even, T* odd)
    {
        nint i = 0;
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            var from = row + (2 * i);
            TLanes.Deinterleave(TLanes.Load(from), TLanes.Load(from + TLanes.Count), out var first, out var second);
            TLanes.Store(even + i, first);
            TLanes.Store(odd + i, second);
        }

        return i;
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Scatter(T* source, nint width, int* offsets, int count, Run* runs, int runCount, T* target)
    {
        var one = TLanes.Broadcast(T.One);
        for (var run = 0; run < runCount; run++)
        {
            var length = (nint)runs[run].Length;
            var full = length - (length % TLanes.Count);
            var mask = TLanes.Mask((int)(length - full));
            var from = source + runs[run].Target;
            for (var i = 0; i < count; i++, from += width)
            {
                var to = target + offsets[i] + runs[run].Source;
                for (nint j = 0; j < full; j += TLanes.Count)
                {
                    TLanes.Store(to + j, TLanes.MultiplyAdd(TLanes.Load(from + j), one, TLanes.Load(to + j)));
                }

                if (full < length)
                {
                    var sum = TLanes.MultiplyAdd(
                        TLanes.LoadMasked(from + full, mask),
                        one,
                        TLanes.LoadMasked(to + full, mask)
                    );
                    TLanes.StoreMasked(to + full, mask, sum);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Correlate(
        T* x,
        int* rows,
        int rowCount,
        int* offsets,
        T* weights,
        int count,
        T* y,
        nint length
    )
    {
        var full = length - (length % TLanes.Count);
        var mask = TLanes.Mask((int)(length - full));
        for (var row = 0; row < rowCount; row++, y += length)
        {
            var from = x + rows[row];
            nint j = 0;

            // Four independent sums, to hide the latency of the additions.
            for (; j + (4 * TLanes.Count) <= full; j += 4 * TLanes.Count)
            {
                TVector s0 = default;
                TVector s1 = default;
                TVector s2 = default;
                TVector s3 = default;
                for (var i = 0; i < count; i++)
                {
                    var weight = TLanes.Broadcast(weights[i]);
                    var at = from + offsets[i] + j;
                    s0 = TLanes.MultiplyAdd(weight, TLanes.Load(at), s0);
                    s1 = TLanes.MultiplyAdd(weight, TLanes.Load(at + TLanes.Count), s1);
                    s2 = TLanes.MultiplyAdd(weight, TLanes.Load(at + (2 * TLanes.Count)), s2);
                    s3 = TLanes.MultiplyAdd(weight, TLanes.Load(at + (3 * TLanes.Count)), s3);
                }

                TLanes.Store(y + j, s0);
                TLanes.Store(y + j + TLanes.Count, s1);
                TLanes.Store(y + j + (2 * TLanes.Count), s2);
                TLanes.Store(y + j + (3 * TLanes.Count), s3);
            }

            for (; j < length; j += TLanes.Count)
            {
                TVector sum = default;
                for (var i = 0; i < count; i++)
                {
                    sum = TLanes.MultiplyAdd(TLanes.Broadcast(weights[i]), TLanes.Load(from + offsets[i] + j), sum);
                }

                if (j < full)
                {
                    TLanes.Store(y + j, sum);
                }
                else
                {
                    TLanes.StoreMasked(y + j, mask, sum);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void CorrelateAdjoint(
        T* y,
        nint length,
        T* weights,
        int* offsets,
        int count,
        int* rows,
        int rowCount,
        T* x
    )
    {
        for (var row = 0; row < rowCount; row++, y += length)
        {
            for (nint j = 0; j < length; j += TLanes.Parts * TLanes.Count)
            {
                // Lanes beyond the row add 0 · 0, so that whole vectors can be stored: 0 times an infinite weight would be NaN.
                var (mask, rest) = (TLanes.Mask((int)(length - j)), TLanes.Mask((int)(length - j) - TLanes.Count));
                var hasOther = TLanes.Parts > 1 && length - j > TLanes.Count;
                var flow = Upto(y + j, length - j);
                var other = hasOther ? Upto(y + j + TLanes.Count, length - j - TLanes.Count) : default;
                var to = x + rows[row] + j;
                for (var i = 0; i < count; i++)
                {
                    var weight = TLanes.Broadcast(weights[i]);
                    var at = to + offsets[i];
                    TLanes.Store(at, TLanes.MultiplyAdd(TLanes.Masked(weight, mask), flow, TLanes.Load(at)));
                    if (hasOther)
                    {
                        at += TLanes.Count;
                        TLanes.Store(at, TLanes.MultiplyAdd(TLanes.Masked(weight, rest), other, TLanes.Load(at)));
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override T Dot(T* x, int* offsets, int count, T* y, nint length)
    {
        var step = TLanes.Parts * TLanes.Count;
        var full = length - (length % step);
        var mask = TLanes.Mask((int)(length - full));
        var rest = TLanes.Mask((int)(length - full) - TLanes.Count);
        TVector sum = default;
        TVector other = default;
        for (var i = 0; i < count; i++, y += length)
        {
            var from = x + offsets[i];
            for (nint j = 0; j < full; j += step)
            {
                sum = TLanes.MultiplyAdd(TLanes.Load(from + j), TLanes.Load(y + j), sum);
                if (TLanes.Parts > 1)
                {
                    var (a, b) = (TLanes.Load(from + j + TLanes.Count), TLanes.Load(y + j + TLanes.Count));
                    other = TLanes.MultiplyAdd(a, b, other);
                }
            }

            if (full < length)
            {
                sum = TLanes.MultiplyAdd(TLanes.LoadMasked(from + full, mask), TLanes.LoadMasked(y + full, mask), sum);
                if (TLanes.Parts > 1)
                {
                    var at = full + TLanes.Count;
                    other = TLanes.MultiplyAdd(
                        TLanes.LoadMasked(from + at, rest),
                        TLanes.LoadMasked(y + at, rest),
                        other
                    );
                }
            }
        }

        return TLanes.Sum(TLanes.Parts > 1 ? TLanes.MultiplyAdd(sum, TLanes.Broadcast(T.One), other) : sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Upto(T* source, nint length) =>
        length >= TLanes.Count ? TLanes.Load(source) : TLanes.LoadMasked(source, TLanes.Mask((int)length));
}
