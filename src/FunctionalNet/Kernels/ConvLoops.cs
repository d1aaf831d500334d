using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalNet.Kernels;

/// <summary>The inner loops of convolutions beside the matrix product, for one number type and one vector width.</summary>
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
    /// Packs rows of runs: row i is read from source + offsets[i] and begins at target + i * width. Whole vectors are copied, so
    /// that up to one vector behind a run is read, and behind the last row written.
    /// </summary>
    public abstract void Gather(T* source, int* offsets, int count, Run* runs, int runCount, T* target, nint width);

    /// <summary>The opposite: adds rows of a panel to runs of target + offsets[i], element by element.</summary>
    public abstract void Scatter(T* source, nint width, int* offsets, int count, Run* runs, int runCount, T* target);

    /// <summary>y[j] = Σ weights[i] x[offsets[i] + j].</summary>
    public abstract void Mix(T* x, int* offsets, T* weights, int count, T* y, nint length);

    /// <summary>x[offsets[i] + j] += weights[i] y[j].</summary>
    public abstract void Spread(T* y, nint length, T* weights, int* offsets, int count, T* x);

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gather(T* source, int* offsets, int count, Run* runs, int runCount, T* target, nint width)
    {
        for (var i = 0; i < count; i++, target += width)
        {
            var from = source + offsets[i];
            for (var run = 0; run < runCount; run++)
            {
                var s = from + runs[run].Source;
                var t = target + runs[run].Target;
                var length = (nint)runs[run].Length;
                for (nint j = 0; j < length; j += TLanes.Count)
                {
                    TLanes.Store(t + j, TLanes.Load(s + j));
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Mix(T* x, int* offsets, T* weights, int count, T* y, nint length)
    {
        var full = length - (length % TLanes.Count);
        for (nint j = 0; j < full; j += TLanes.Count)
        {
            TVector sum = default;
            for (var i = 0; i < count; i++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(weights[i]), TLanes.Load(x + offsets[i] + j), sum);
            }

            TLanes.Store(y + j, sum);
        }

        if (full < length)
        {
            var mask = TLanes.Mask((int)(length - full));
            TVector sum = default;
            for (var i = 0; i < count; i++)
            {
                var value = TLanes.LoadMasked(x + offsets[i] + full, mask);
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(weights[i]), value, sum);
            }

            TLanes.StoreMasked(y + full, mask, sum);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Spread(T* y, nint length, T* weights, int* offsets, int count, T* x)
    {
        var full = length - (length % TLanes.Count);
        var mask = TLanes.Mask((int)(length - full));
        for (var i = 0; i < count; i++)
        {
            var weight = TLanes.Broadcast(weights[i]);
            var to = x + offsets[i];
            for (nint j = 0; j < full; j += TLanes.Count)
            {
                TLanes.Store(to + j, TLanes.MultiplyAdd(weight, TLanes.Load(y + j), TLanes.Load(to + j)));
            }

            if (full < length)
            {
                var value = TLanes.LoadMasked(y + full, mask);
                TLanes.StoreMasked(
                    to + full,
                    mask,
                    TLanes.MultiplyAdd(weight, value, TLanes.LoadMasked(to + full, mask))
                );
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override T Dot(T* x, int* offsets, int count, T* y, nint length)
    {
        var full = length - (length % TLanes.Count);
        var mask = TLanes.Mask((int)(length - full));
        TVector sum = default;
        for (var i = 0; i < count; i++, y += length)
        {
            var from = x + offsets[i];
            for (nint j = 0; j < full; j += TLanes.Count)
            {
                sum = TLanes.MultiplyAdd(TLanes.Load(from + j), TLanes.Load(y + j), sum);
            }

            if (full < length)
            {
                sum = TLanes.MultiplyAdd(TLanes.LoadMasked(from + full, mask), TLanes.LoadMasked(y + full, mask), sum);
            }
        }

        return TLanes.Sum(sum);
    }
}
