namespace FunctionalNet.Kernels;

/// <summary>
/// A vector of <see cref="Count"/> numbers in kernels: one kernel source serves every vector width. Implementations are stateless; every
/// member is inlined to an instruction or two.
/// </summary>
internal unsafe interface ILanes<T, TVector>
    where T : unmanaged
    where TVector : struct
{
    /// <summary>Gets the number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Gets the number of vector registers available to a kernel.</summary>
    static abstract int Registers { get; }

    /// <summary>
    /// Gets the number of vectors over which the terms of a dot product are distributed in turn: together as wide as one of AVX-512, so
    /// that AVX2 sums in the same order.
    /// </summary>
    static abstract int Parts { get; }

    static abstract TVector Broadcast(T value);

    static abstract TVector Load(T* source);

    static abstract void Store(T* target, TVector value);

    /// <summary>The mask of the first <paramref name="count"/> lanes, for the masked members.</summary>
    static abstract TVector Mask(int count);

    /// <summary>Loads the masked lanes, 0 elsewhere; memory of the other lanes is not accessed.</summary>
    static abstract TVector LoadMasked(T* source, TVector mask);

    /// <summary>The masked lanes, 0 elsewhere.</summary>
    static abstract TVector Masked(TVector value, TVector mask);

    /// <summary>Stores the masked lanes, of which there are fewer than all.</summary>
    static abstract void StoreMasked(T* target, TVector mask, TVector value);

    /// <summary>x * y + sum, with a single rounding on processors with FMA.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>The lanes of two vectors in turn: x0, y0, x1, y1, ...; the first half, and the second.</summary>
    static abstract void Interleave(TVector x, TVector y, out TVector first, out TVector second);

    /// <summary>The inverse: the lanes of even index of two adjacent vectors, and those of odd index.</summary>
    static abstract void Deinterleave(TVector first, TVector second, out TVector even, out TVector odd);

    /// <summary>The sum of the lanes, always in the same order.</summary>
    static abstract T Sum(TVector value);
}
