using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The key-value cache of a model for the tokens so far: the state between two steps of a <see cref="Decoder{T}"/>. Immutable.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// var empty = decoder.Empty();
/// var (scores, cache) = decoder.Step(Tensor.Of&lt;float>(new(1, 3), 5, 7, 2), empty); // cache.Length is 3, empty.Length still 0
/// </code></example>
public sealed class DecoderCache<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal DecoderCache(Model<T> model, int rows, int length, int capacity, ImmutableArray<Tensor<T>> values) =>
        (Model, Rows, Length, Capacity, Values) = (model, rows, length, capacity, values);

    /// <summary>Gets the number of sequences in the batch.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of tokens of each sequence so far.</summary>
    public int Length { get; }

    /// <summary>Gets the model whose keys and values it has.</summary>
    internal Model<T> Model { get; }

    /// <summary>Its rows and tokens.</summary>
    public override string ToString() => $"{Rows} rows of {Length} tokens";

    /// <summary>Gets the capacity in tokens.</summary>
    internal int Capacity { get; }

    /// <summary>Gets keys and values, [rows, heads, capacity, width] each; empty before the first token.</summary>
    internal ImmutableArray<Tensor<T>> Values { get; }

    /// <summary>A copy with a larger capacity.</summary>
    internal DecoderCache<T> Copy(int capacity) =>
        new(Model, Rows, Length, capacity, [.. Values.Select(value => Moved(value, capacity))]);

    /// <summary>The same memory after a step that wrote into it.</summary>
    internal DecoderCache<T> Longer(int tokens, ImmutableArray<Tensor<T>> values) =>
        new(Model, Rows, Length + tokens, Capacity, values);

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
