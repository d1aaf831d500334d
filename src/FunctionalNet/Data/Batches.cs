using System.Collections;
using System.Numerics;

namespace FunctionalNet;

/// <summary>A data set in batches, once through. Lazy: nothing is read before it is asked for.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Batches<T> : IEnumerable<Batch<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset<T> data;

    internal Batches(Dataset<T> data, int size) => (this.data, Size) = (data, size);

    /// <summary>Gets the number of samples of a batch; the last one may have fewer.</summary>
    public int Size { get; }

    /// <summary>Gets the number of batches.</summary>
    public int Count => (data.Count + Size - 1) / Size;

    /// <summary>The batches of one epoch, in its own order where the data are shuffled.</summary>
    public IEnumerable<Batch<T>> Epoch(int epoch)
    {
        var order = data.Order(epoch);
        for (var start = 0; start < data.Count; start += Size)
        {
            yield return new Batch<T>(data, order, start, Math.Min(Size, data.Count - start));
        }
    }

    /// <summary>The batches of the first epochs, one after the other.</summary>
    public IEnumerable<Batch<T>> Repeat(int epochs) => Enumerable.Range(0, epochs).SelectMany(Epoch);

    /// <inheritdoc/>
    public IEnumerator<Batch<T>> GetEnumerator() => Epoch(0).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
