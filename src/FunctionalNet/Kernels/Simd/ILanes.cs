namespace FunctionalNet.Kernels;

/// <summary>
/// A vector of <see cref="Count"/> numbers, as kernels see it: one source of a kernel serves every vector width.
/// Implementations are stateless; every member is inlined to an instruction or two.
/// </summary>
internal unsafe interface ILanes<T, TVector>
    where T : unmanaged
    where TVector : struct
{
    /// <summary>Gets the numbers in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Gets the vector registers that a kernel can count on.</summary>
    static abstract int Registers { get; }

    /// <summary>
    /// Gets the vectors over which the terms of a dot product are spread in turn: so many as AVX-512 has in one, so that AVX2 adds in the same
    /// order.
    /// </summary>
    static abstract int Parts { get; }

    static abstract TVector Broadcast(T value);

    static abstract TVector Load(T* source);

    static abstract void Store(T* target, TVector value);

    /// <summary>The mask of the first <paramref name="count"/> lanes, for the masked members.</summary>
    static abstract TVector Mask(int count);

    /// <summary>Loads the masked lanes, 0 elsewhere; memory of the other lanes is not touched.</summary>
    static abstract TVector LoadMasked(T* source, TVector mask);

    /// <summary>The masked lanes, 0 elsewhere.</summary>
    static abstract TVector Masked(TVector value, TVector mask);

    static abstract void StoreMasked(T* target, TVector mask, TVector value);

    /// <summary>x * y + sum, with one rounding where the processor has it.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>The sum of the lanes, always in the same order.</summary>
    static abstract T Sum(TVector value);
}
