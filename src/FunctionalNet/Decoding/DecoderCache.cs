using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>What the attention of a model has kept of the tokens so far: the state between two steps of a <see cref="Decoder{T}"/>. Immutable.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// var empty = decoder.Empty();
/// var (scores, cache) = decoder.Step(Tensor.Of&lt;float>(new(1, 3), 5, 7, 2), empty); // cache.Length is 3, empty.Length still 0
/// </code></example>
public sealed class DecoderCache<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal DecoderCache(int rows, int length, int capacity, ImmutableArray<Tensor<T>> values) =>
        (Rows, Length, Capacity, Values) = (rows, length, capacity, values);

    /// <summary>Gets the number of sequences that are decoded side by side.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of tokens of each so far.</summary>
    public int Length { get; }

    /// <summary>Gets the tokens for which there is room.</summary>
    internal int Capacity { get; }

    /// <summary>Gets keys and values, [rows, heads, capacity, width] each; none where there is no token yet.</summary>
    internal ImmutableArray<Tensor<T>> Values { get; }

    /// <summary>A copy with room for more tokens.</summary>
    internal DecoderCache<T> Copy(int capacity) =>
        new(Rows, Length, capacity, [.. Values.Select(value => Moved(value, capacity))]);

    /// <summary>The same memory after a step that has written into it.</summary>
    internal DecoderCache<T> Longer(int tokens, ImmutableArray<Tensor<T>> values) =>
        new(Rows, Length + tokens, Capacity, values);

    private Tensor<T> Moved(Tensor<T> value, int capacity)
    {
        var moved = new Tensor<T>(value.Shape.With(2, capacity));
        var width = value.Shape[3].Size;
        var (from, to) = (Capacity * width, capacity * width);
        for (var block = 0; block * from < value.Length; block++)
        {
            value.Span.Slice(block * from, Length * width).CopyTo(moved.Writable[(block * to)..]);
        }

        return moved;
    }
}
