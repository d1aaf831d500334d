using System.Numerics;
using System.Runtime.InteropServices;

namespace FunctionalNet.Execution;

/// <summary>Memory that several values may share, at different times or under different shapes. A plan may relocate it.</summary>
internal sealed unsafe class Storage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* Pointer { get; set; }

    /// <summary>Gets or sets the value in fewer bits, if it has no pointer: only operators that decode it read it.</summary>
    public CompactNumbers<T>? Compact { get; set; }
}

/// <summary>A shape and the memory of its elements, in row-major order.</summary>
internal sealed unsafe class Buffer<T>(Shape shape, Storage<T> storage)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Shape Shape { get; } = shape;

    public Storage<T> Storage { get; } = storage;

    public int[] Sizes { get; } = shape.Sizes();

    public int Length { get; } = shape.Size;

    /// <summary>Gets a value indicating whether the elements are constant over many runs, so that a kernel may pack them once.</summary>
    public bool IsFixed { get; init; }

    public T* Pointer => Storage.Pointer;

    public Span<T> Span => new(Storage.Pointer, Length);

    public static Buffer<T> Of(Tensor<T> tensor) => new(tensor.Shape, new Storage<T> { Pointer = tensor.Pointer });
}

/// <summary>
/// Memory on the pinned heap that is aligned to 64 bytes (for elements of up to 8 bytes): garbage collected, but never moved.
/// </summary>
internal sealed unsafe class PinnedMemory<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    // The number of elements by which the start of an array may have to be advanced.
    private static readonly int Slack = Alignment / sizeof(T);

    private readonly T[] storage;
    private readonly int offset;
    private readonly int length;

    public PinnedMemory(int length, bool clear = true)
    {
        this.length = length;
        var size = checked(length + Slack);
        storage = clear
            ? GC.AllocateArray<T>(size, pinned: true)
            : GC.AllocateUninitializedArray<T>(size, pinned: true);
        Bytes = BytesFor(length);
        PinnedBytes.OfThread += Bytes;
        var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(storage, 0);
        var aligned = (address + Alignment - 1) & ~(nuint)(Alignment - 1);

        // Whole elements only: elements wider than the array's alignment get as close to 64 bytes as possible.
        offset = (int)((aligned - address + (nuint)sizeof(T) - 1) / (nuint)sizeof(T));
        Pointer = (T*)address + offset;
    }

    public T* Pointer { get; }

    /// <summary>Gets its size in bytes, including the part before the aligned start.</summary>
    public long Bytes { get; }

    /// <summary>The bytes of a number of elements.</summary>
    public static long BytesFor(long length) => (length + Slack) * sizeof(T);

    /// <summary>Gets the elements. Unlike the pointer, the span keeps the memory alive.</summary>
    public Span<T> Span => storage.AsSpan(offset, length);
}

/// <summary>
/// Counts the pinned memory that a thread has allocated: the difference of two readings is what the code between them allocated.
/// </summary>
internal static class PinnedBytes
{
    [field: ThreadStatic]
    public static long OfThread { get; set; }
}
